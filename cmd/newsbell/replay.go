package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"newsbell/replay"
)

func replayCommand(w world) *cobra.Command {
	budget, asJSON := replay.Budget, false
	cmd := &cobra.Command{
		Use:   "replay FILE.jsonl",
		Short: "Show what a budget of alerts would have rung on past articles",
		Long: "Groups the articles of a file in their order, as a channel that asked for everything when it breaks would see them.\n" +
			"Time is the data's. A file that ends in .gz is read as gzip.",
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if budget < 0 || budget > 10000 {
				return fmt.Errorf("%w: --budget goes from 0 to 10000, not %d", errUsage, budget)
			}
			return withFile(args[0], func(r io.Reader) (err error) {
				if strings.HasSuffix(args[0], ".gz") {
					z, err := gzip.NewReader(r)
					if err != nil {
						return fmt.Errorf("read %s: %w", args[0], err)
					}
					r = z
				}
				out := bufio.NewWriterSize(w.stdout, 1<<16)
				defer func() { err = errors.Join(err, out.Flush()) }()
				write := replay.Text(out)
				if asJSON {
					write = replay.JSON(out)
				}
				return replay.Run(cmd.Context(), r, args[0], budget, write)
			})
		},
	}
	cmd.Flags().IntVar(&budget, "budget", budget, "alerts a day to aim at")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}
