package main

import (
	"github.com/spf13/cobra"

	"newsbell/bot/slack"
	"newsbell/bot/slack/post"
	"newsbell/config"
)

func slackCommand(w world) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "slack",
		Short: "Help with setting up Slack",
		Args:  usage(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var path, address string
	var socket, chart bool
	manifest := &cobra.Command{
		Use:   "manifest",
		Short: "Print the manifest from which Slack makes the app",
		Long: "Print the manifest from which Slack makes the app: for signed HTTP and installation by OAuth when http.public_url\n" +
			"or --public-url says where Slack reaches newsbell and no app_token is set, else (or with --socket) for Socket Mode.",
		Args: usage(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if address == "" && !socket {
				cfg, err := config.Load(path, w.env, nil)
				if err != nil {
					return err
				}
				if cfg.Slack.AppToken == "" {
					address = cfg.HTTP.PublicURL
				}
			}
			say(w.stderr, "newsbell: this manifest is for %s\n", manifestFor(address))
			var more []string
			if chart {
				more = append(more, post.ScopeFiles)
			}
			say(w.stdout, "%s", slack.Manifest(address, more...))
			return nil
		},
	}
	configFlag(manifest, &path)
	manifest.Flags().StringVar(&address, "public-url", "", "where Slack reaches newsbell, instead of http.public_url")
	manifest.Flags().BoolVar(&socket, "socket", false, "for Socket Mode, whatever the configuration says")
	manifest.Flags().BoolVar(&chart, "chart", false, "ask for the permission to upload files too, which charts in digests need")
	manifest.MarkFlagsMutuallyExclusive("socket", "public-url")
	cmd.AddCommand(manifest)
	return cmd
}

func manifestFor(address string) string {
	if address == "" {
		return "Socket Mode"
	}
	return "signed HTTP at " + address
}
