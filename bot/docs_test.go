package bot_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"newsbell/bot"
)

// vocabulary writes all commands as docs/commands.md lists them.
func vocabulary() string {
	var b strings.Builder
	for _, c := range bot.Commands() {
		fmt.Fprintf(&b, "### %s\n%s.", strings.TrimSuffix(c.Name, " set"), c.Help)
		if c.Admin {
			b.WriteString(" For those who manage the channel.")
		}
		fmt.Fprintf(&b, "\n\n    /news %s\n", c.Example)
		for i, a := range c.Args {
			if i == 0 {
				b.WriteString("\n| argument | typed after | what it is |\n|---|---|---|\n")
			}
			name := a.Name
			if a.Required {
				name += " (needed)"
			}
			help := a.Help
			if len(a.Choices) > 0 && !strings.Contains(help, a.Choices[0]) {
				help += ": " + strings.Join(a.Choices, ", ")
			}
			after := a.Keyword
			if after != "" {
				after = "`" + after + "`"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", name, after, help)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestCommands_areInTheDocs holds docs/commands.md against the vocabulary;
// NEWSBELL_UPDATE=1 writes it.
func TestCommands_areInTheDocs(t *testing.T) {
	const path, begin, end = "../docs/commands.md", "<!-- commands -->\n", "<!-- end -->"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(doc), begin)
	old, tail, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s lacks its marks", path)
	}
	want := vocabulary()
	if old == want {
		return
	}
	if os.Getenv("NEWSBELL_UPDATE") == "" {
		t.Fatalf("%s is not what the commands are; NEWSBELL_UPDATE=1 go test ./bot writes it", path)
	}
	if err := os.WriteFile(path, []byte(head+begin+want+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
