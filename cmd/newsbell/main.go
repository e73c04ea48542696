// Command newsbell watches news feeds, groups the articles that tell of one
// event into a story, and rings the Discord and Slack channels that asked for
// it: one file a subcommand. Package app is what it runs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"newsbell/news"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, world{
		args: os.Args[1:], env: os.Environ(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
	})
	stop()
	os.Exit(code)
}

// A world is what a command sees of the outside.
type world struct {
	args, env      []string
	stdin          io.Reader
	stdout, stderr io.Writer
}

// Exit codes, as the contract fixes them.
const (
	exitDone  = 0
	exitFault = 1 // the input or the world is at fault
	exitUsage = 2 // the command was typed wrongly
)

// errUsage marks errors of the command line itself.
var errUsage = errors.New("wrong usage")

// run carries out one command and gives its exit code. Data goes to stdout,
// everything else to stderr.
func run(ctx context.Context, w world) int {
	root := rootCommand(w) //nolint:contextcheck // commands get their context from ExecuteContext below
	root.SetArgs(w.args)
	root.SetIn(w.stdin)
	root.SetOut(w.stdout)
	root.SetErr(w.stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errSaid):
		return exitFault
	case errors.Is(err, errUsage):
		say(w.stderr, "newsbell: %v\n", err)
		return exitUsage
	default:
		say(w.stderr, "newsbell: %v\n", plain(err))
		return exitFault
	}
}

// errSaid marks a fault that the command has already shown.
var errSaid = errors.New("already shown")

// plain gives the part of an error that is meant for people, when there is one.
func plain(err error) error {
	if mendable, ok := errors.AsType[*news.Error](err); ok {
		return mendable
	}
	return err
}

// say writes for people. A closed pipe is no reason to fail.
func say(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format, args...)
}

func rootCommand(w world) *cobra.Command {
	root := &cobra.Command{
		Use:           "newsbell",
		Short:         "Rings chat channels when news breaks, once a story, and keeps the message current",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("%w: %w", errUsage, err) })
	root.AddCommand(
		runCommand(w), demoCommand(w), checkCommand(w), feedsCommand(w), inspectCommand(w), replayCommand(w), explainCommand(w), slackCommand(w),
		versionCommand(w),
	)
	return root
}

// usage turns a fault in the number of arguments into one of usage.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return fmt.Errorf("%w: %w (see %q)", errUsage, err, cmd.CommandPath()+" --help")
		}
		return nil
	}
}
