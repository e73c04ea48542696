package main

import (
	"context"
	"log/slog"
	"slices"

	"github.com/spf13/cobra"

	"newsbell/app"
	"newsbell/config"
	"newsbell/feed/fetch"
	"newsbell/feed/opml"
	"newsbell/news"
	"newsbell/storage"
)

func feedsCommand(w world) *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "feeds",
		Short: "Add, remove, list, import and export the operator's feeds",
		Args:  usage(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&path, "config", "", "configuration file (default "+config.DefaultPath+")")
	with := func(do func(ctx context.Context, s *storage.Store, args []string) error) func(*cobra.Command, []string) error {
		return func(cmd *cobra.Command, args []string) error {
			cfg, err := config.Load(path, w.env, nil)
			if err != nil {
				return err
			}
			store, err := app.OpenStore(cmd.Context(), cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			defer func() { _ = store.Close() }() // everything is committed
			return do(cmd.Context(), store, args)
		}
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "add URL", Short: "Watch a feed, or the feed of a site", Args: usage(cobra.ExactArgs(1)),
			RunE: with(func(ctx context.Context, s *storage.Store, args []string) error {
				client := fetch.New(fetch.Options{Version: version})
				defer client.Close()
				return addFeed(ctx, w, s, client, args[0])
			}),
		},
		&cobra.Command{
			Use: "remove URL", Short: "Stop watching a feed", Args: usage(cobra.ExactArgs(1)),
			RunE: with(func(ctx context.Context, s *storage.Store, args []string) error {
				return removeFeed(ctx, w, s, args[0])
			}),
		},
		listCommand(w, with(func(ctx context.Context, s *storage.Store, _ []string) error { return listFeeds(ctx, w, s) })),
		&cobra.Command{
			Use: "import FILE.opml", Short: "Watch the feeds of an OPML file", Args: usage(cobra.ExactArgs(1)),
			RunE: with(func(ctx context.Context, s *storage.Store, args []string) error {
				return importFeeds(ctx, w, s, args[0])
			}),
		},
		&cobra.Command{
			Use: "export", Short: "Print the feeds as OPML", Args: usage(cobra.NoArgs),
			RunE: with(func(ctx context.Context, s *storage.Store, _ []string) error {
				feeds, err := s.Feeds(ctx)
				if err != nil {
					return err
				}
				return opml.Write(w.stdout, slices.DeleteFunc(feeds, func(f news.Feed) bool { return f.Ended }))
			}),
		},
	)
	return cmd
}

// listCommand lists the store's feeds, or the built-in list without a store.
func listCommand(w world, stored func(*cobra.Command, []string) error) *cobra.Command {
	var builtIn bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the feeds and how they are", Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			if builtIn {
				return listCatalogue(w)
			}
			return stored(cmd, args)
		},
	}
	cmd.Flags().BoolVar(&builtIn, "catalogue", false, "list the built-in feeds instead (feeds.catalogue)")
	return cmd
}
