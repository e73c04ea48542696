package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version names the release; the revision comes from the build itself.
const version = "0.1.0"

func versionCommand(w world) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  usage(cobra.NoArgs),
		Run: func(*cobra.Command, []string) {
			revision := ""
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						revision = " " + s.Value
					}
				}
			}
			say(w.stdout, "newsbell %s%s %s\n", version, revision, runtime.Version())
		},
	}
}
