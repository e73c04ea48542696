package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"newsbell/demo/show"
)

func demoCommand(w world) *cobra.Command {
	var script bool
	var addr, dir string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show newsbell at work on this machine, with no tokens and no network",
		Args:  usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := show.Open(cmd.Context(), show.Options{
				Dir: dir, In: w.stdin, Out: w.stdout, Err: w.stderr, Version: version, Now: time.Now,
			})
			if err != nil {
				return err
			}
			well := true
			if script {
				well, err = s.Script(cmd.Context())
			} else {
				err = s.Live(cmd.Context(), addr)
			}
			if err == nil && !well {
				err = errSaid
			}
			return errors.Join(err, s.Close())
		},
	}
	cmd.Flags().BoolVar(&script, "script", false, "play a fixed scenario in compressed time, print it and check it")
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8420", "where the chat is served")
	cmd.Flags().StringVar(&dir, "dir", "", "where the demo's store is kept (default: a temporary folder)")
	return cmd
}
