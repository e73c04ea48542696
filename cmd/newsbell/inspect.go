package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"newsbell/app"
	"newsbell/digest/schedule"
	"newsbell/feed/fetch"
	"newsbell/feed/page"
	"newsbell/feed/wire"
	"newsbell/match"
	"newsbell/summary"
)

func inspectCommand(w world) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "inspect",
		Short: "Show how newsbell reads a feed, a page, a query, a schedule",
		Args:  usage(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		inspectFeed(w), inspectPage(w), inspectSummary(w), inspectQuery(w), inspectMatch(w), inspectSchedule(w),
	)
	return cmd
}

// jsonFlag accepts --json, the only form there is.
func jsonFlag(cmd *cobra.Command) { cmd.Flags().Bool("json", true, "print JSON") }

// read gets a document from a path or an address. An operator at a console may
// look into private networks.
func read(cmd *cobra.Command, from string) (*fetch.Answer, error) {
	if !strings.HasPrefix(from, "http://") && !strings.HasPrefix(from, "https://") {
		body, err := os.ReadFile(from)
		if err != nil {
			return nil, fmt.Errorf("read document: %w", err)
		}
		return &fetch.Answer{Body: body}, nil
	}
	client := fetch.New(fetch.Options{Version: version})
	defer client.Close()
	answer, err := client.Get(cmd.Context(), fetch.Request{URL: from, Private: true})
	if err != nil {
		return nil, err
	}
	if refused := answer.Refusal(); refused != nil {
		return nil, refused
	}
	return answer, nil
}

func inspectFeed(w world) *cobra.Command {
	var base string
	cmd := &cobra.Command{
		Use:   "feed PATH|URL",
		Short: "Print a feed as newsbell reads it",
		Args:  usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			answer, err := read(cmd, args[0])
			if err != nil {
				return err
			}
			if base == "" {
				base = answer.URL
			}
			f, err := wire.Parse(answer.Body, wire.Hints{
				ContentType: answer.ContentType, URL: base, Location: answer.ContentLocation, Language: answer.ContentLanguage, Now: time.Now(),
			})
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			out, err := wire.JSON(f)
			if err != nil {
				return err
			}
			say(w.stdout, "%s\n", out)
			return nil
		},
	}
	cmd.Flags().StringVar(&base, "base", "", "address that the document came from, for relative links")
	jsonFlag(cmd)
	return cmd
}

func inspectPage(w world) *cobra.Command {
	var url string
	cmd := &cobra.Command{
		Use:   "page PATH|URL",
		Short: "Print an article's page as newsbell reads it",
		Args:  usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			answer, err := read(cmd, args[0])
			if err != nil {
				return err
			}
			if url == "" {
				url = answer.URL
			}
			p, err := page.Extract(page.Decode(answer.Body, answer.ContentType), url)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			out, err := page.JSON(p, func(title, text, lang string) string {
				return summary.Lead(title, text, lang, app.SummaryWords)
			})
			if err != nil {
				return err
			}
			say(w.stdout, "%s\n", out)
			return nil
		},
	}
	cmd.Flags().StringVar(&url, "url", "", "address of the page")
	jsonFlag(cmd)
	return cmd
}

func inspectSummary(w world) *cobra.Command {
	words := app.SummaryWords
	cmd := &cobra.Command{
		Use:   "summary FILE.jsonl",
		Short: "Summarise the articles of each line",
		Args:  usage(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			return withFile(args[0], func(r io.Reader) error { return summary.Inspect(r, w.stdout, words) })
		},
	}
	cmd.Flags().IntVar(&words, "words", words, "words at most")
	return cmd
}

func inspectQuery(w world) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "query QUERY",
		Short: "Print how newsbell understands a query",
		// A query may begin with a minus: what is no flag of this command is one.
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			query, help, err := queryArg(args)
			if help {
				return cmd.Help()
			}
			if err != nil {
				return err
			}
			out, err := match.InspectQuery(query)
			say(w.stdout, "%s\n", out)
			if err != nil {
				return errSaid
			}
			return nil
		},
	}
	jsonFlag(cmd)
	return cmd
}

// queryArg finds the query between the flags.
func queryArg(args []string) (query string, help bool, err error) {
	flags, queries := args, []string(nil)
	if end := slices.Index(args, "--"); end >= 0 {
		flags, queries = args[:end], args[end+1:]
	}
	for _, a := range slices.Backward(flags) {
		switch a {
		case "--json":
		case "-h", "--help":
			return "", true, nil
		default:
			queries = append([]string{a}, queries...)
		}
	}
	if len(queries) != 1 {
		return "", false, fmt.Errorf("%w: inspect query takes one query, in quotes; got %d", errUsage, len(queries))
	}
	return queries[0], false, nil
}

func inspectMatch(w world) *cobra.Command {
	var queries, articles, stem string
	cmd := &cobra.Command{
		Use:   "match",
		Short: "Print which queries match which articles",
		Args:  usage(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if queries == "" || articles == "" {
				return fmt.Errorf("%w: --queries and --articles are needed", errUsage)
			}
			return withFile(queries, func(q io.Reader) error {
				return withFile(articles, func(a io.Reader) error { return match.InspectMatch(q, a, stem, w.stdout, w.stderr) })
			})
		},
	}
	cmd.Flags().StringVar(&queries, "queries", "", "TSV file: ID, QUERY")
	cmd.Flags().StringVar(&articles, "articles", "", "JSONL file of articles")
	cmd.Flags().StringVar(&stem, "stem", "light", "none, light or full")
	return cmd
}

func inspectSchedule(w world) *cobra.Command {
	var zone, from string
	var n int
	cmd := &cobra.Command{
		Use:   "schedule PHRASE",
		Short: "Print the next times of a schedule",
		Args:  usage(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			start := time.Now()
			if from != "" {
				t, err := time.Parse(time.RFC3339, from)
				if err != nil {
					return fmt.Errorf("%w: --from %q is no time such as 2026-03-01T00:00:00Z", errUsage, from)
				}
				start = t
			}
			out, err := schedule.Inspect(args[0], zone, start, n)
			if err != nil {
				return err
			}
			say(w.stdout, "%s\n", out)
			return nil
		},
	}
	cmd.Flags().StringVar(&zone, "zone", "UTC", "IANA zone or city")
	cmd.Flags().StringVar(&from, "from", "", "RFC 3339 time to start after (default now)")
	cmd.Flags().IntVarP(&n, "count", "n", 5, "how many times")
	jsonFlag(cmd)
	return cmd
}

func withFile(path string, do func(io.Reader) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read input: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return do(f)
}
