package main

import (
	"github.com/spf13/cobra"

	"newsbell/bot/slack"
)

func slackCommand(w world) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "slack",
		Short: "Help with setting up Slack",
		Args:  usage(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "manifest",
		Short: "Print the manifest from which Slack makes the app",
		Args:  usage(cobra.NoArgs),
		Run:   func(*cobra.Command, []string) { say(w.stdout, "%s\n", slack.Manifest()) },
	})
	return cmd
}
