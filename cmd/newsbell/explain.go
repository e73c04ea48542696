package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"newsbell/app"
	"newsbell/config"
	"newsbell/news"
	"newsbell/storage"
)

func explainCommand(w world) *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "explain URL",
		Short: "Print an article's way: fetched, grouped, matched, judged, delivered",
		Args:  usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := config.Load(path, w.env, nil)
			if err != nil {
				return err
			}
			store, err := app.OpenStore(cmd.Context(), cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			defer func() { _ = store.Close() }() // only read
			return explain(cmd.Context(), w.stdout, store, args[0])
		},
	}
	configFlag(cmd, &path)
	return cmd
}

// explain prints the rows of one article, stage by stage, each with its reason.
func explain(ctx context.Context, out io.Writer, s *storage.Store, url string) error {
	a, err := s.ArticleByLink(ctx, url)
	if notFound(err) {
		return &news.Error{Code: "not_found", Message: "no article with the address " + url + "; give it as the feed links it"}
	}
	if err != nil {
		return err
	}
	f, err := s.Feed(ctx, a.Feed)
	if err != nil && !notFound(err) {
		return err
	}
	say(out, "article %d: %s\n", a.ID, a.Title)
	say(out, "  link       %s\n", a.Link())
	say(out, "  publisher  %s\n", orDash(a.Publisher))
	say(out, "  language   %s\n", orDash(a.Language))
	say(out, "  published  %s\n", whenOrDash(a.Published))
	say(out, "1 fetched    %s from feed %d, %s\n", stamp(a.Arrived), a.Feed, cmp.Or(f.URL, "which is no more"))
	say(out, "             %s\n", fetchedHow(a))
	if a.Story == 0 {
		say(out, "2 grouped    not yet\n")
		return nil
	}
	st, err := s.Story(ctx, a.Story)
	if err != nil {
		return err
	}
	say(out, "2 grouped    into story %d, development %d: %s\n", a.Story, a.Development, st.Title)
	if st.Into != 0 {
		say(out, "             which became part of story %d\n", st.Into)
	}
	say(out, "             %d articles of %d publishers since %s: %s\n", st.Articles, len(st.Reports), stamp(st.Began), reporters(st.Reports))
	if err := explainVerdicts(ctx, out, s, st.ID); err != nil {
		return err
	}
	return explainDeliveries(ctx, out, s, st.ID)
}

func fetchedHow(a news.Article) string {
	how := []string{fmt.Sprintf("text of %d characters", len([]rune(a.Text)))}
	if a.Silent {
		how = append(how, "silent: it was in the feed before newsbell watched it, or too old")
	}
	if !a.PageDue.IsZero() {
		how = append(how, "its page is still to be read")
	}
	if a.Revision > 0 {
		how = append(how, fmt.Sprintf("corrected %d times", a.Revision))
	}
	return strings.Join(how, "; ")
}

func reporters(reports []news.Report) string {
	names := make([]string, len(reports))
	for i, r := range reports {
		names[i] = r.Publisher + " " + r.At.UTC().Format("15:04:05")
		if r.Copy {
			names[i] += " (a copy)"
		}
	}
	return strings.Join(names, ", ")
}

// explainVerdicts prints what was matched and judged, a channel a line.
func explainVerdicts(ctx context.Context, out io.Writer, s *storage.Store, id news.StoryID) error {
	verdicts, err := s.Verdicts(ctx, id)
	if err != nil {
		return err
	}
	if len(verdicts) == 0 {
		say(out, "3 matched    no subscription of any channel\n")
		return nil
	}
	for _, v := range verdicts {
		ch, err := s.Channel(ctx, v.Channel)
		if err != nil {
			return err
		}
		say(out, "3 matched    %s: %d subscriptions", ch.Target, len(v.Subscriptions))
		if len(v.Words) > 0 {
			say(out, " by %s", strings.Join(v.Words, ", "))
		}
		rang := "did not ring"
		if v.Rang {
			rang = "rang"
		}
		say(out, "\n4 judged     %s %s at %s: %s (%s)\n", ch.Target, rang, stamp(v.At), news.ReadPhrase(v.Detail).Clause(), v.Reason)
	}
	return nil
}

// explainDeliveries prints the life of each message about the story.
func explainDeliveries(ctx context.Context, out io.Writer, s *storage.Store, id news.StoryID) error {
	deliveries, err := s.StoryDeliveries(ctx, []news.StoryID{id})
	if err != nil {
		return err
	}
	if len(deliveries) == 0 {
		say(out, "5 delivered  nothing\n")
	}
	for _, d := range deliveries {
		say(out, "5 delivered  %s %d to %s: %s", d.Kind, d.ID, d.Target, d.State)
		if d.MessageID != "" {
			say(out, ", message %s", d.MessageID)
		}
		say(out, " (%s)\n", cmp.Or(news.ReadPhrase(d.Reason).String(), "no reason"))
		attempts, err := s.Attempts(ctx, d.ID)
		if err != nil {
			return err
		}
		for _, a := range attempts {
			say(out, "             %s %s -> %s", stamp(a.At), a.Kind, a.State)
			if a.Hash != "" {
				say(out, ", bytes %s", a.Hash[:12])
			}
			if a.Outcome != "" {
				say(out, ": %s", a.Outcome)
			}
			say(out, "\n")
		}
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
