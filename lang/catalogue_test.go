package lang_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"newsbell/lang"
)

// computed are phrases that the code puts together from constants.
func computed() []string {
	return slices.Concat(
		strings.Split("%s and %s|%s or %s|%s needs a %s (%s). Try: %s|%s needs an %s (%s). Try: %s", "|")[:2],
		strings.Fields("Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
		[]string{"channel suspended: %s", "channel ended: %s", "render: %s", "no answer: %s", "no connection: %s"}, // as news.ReadOutcome cuts them
		[]string{"history: absent", "history: unreadable", "a member"},
		[]string{"no longer in the configuration file", "no longer in the built-in list", "the built-in list is switched off"}, // of feeds that ended
		strings.Fields("not_sent limited unknown refused forbidden gone stopped dropped"),
		strings.Fields("active suspended ended follow mute fewer tight normal wide everyone admins"),
		strings.Fields("Arabic Bulgarian Czech Danish Dutch English Estonian French German Greek Hebrew Hindi Hungarian Italian Japanese Korean Norwegian Polish Portuguese Romanian Russian Slovak Spanish Swedish Turkish Ukrainian Chinese"),
	)
}

// TestCatalogues_lackNothing finds every phrase in the code and holds the
// catalogues against it: each language must have it.
func TestCatalogues_lackNothing(t *testing.T) {
	keys := append(computed(), inTemplates(t)...)
	for _, f := range spoken(t) {
		keys = append(keys, f.phrases()...)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	for _, tag := range lang.All()[1:] {
		voice, missing := lang.In(tag), 0
		for _, k := range keys {
			if !voice.Has(k) {
				missing++
				t.Errorf("%s lacks: %s", tag, k)
			}
		}
		t.Logf("%s: %d of %d phrases", tag, len(keys)-missing, len(keys))
	}
}

// TestCatalogues_keepTheVerbs holds the verbs of each translation against those
// of its key: what fills a phrase in must fit it in every language.
func TestCatalogues_keepTheVerbs(t *testing.T) {
	for _, tag := range lang.All()[1:] {
		key, seen := "", map[string]bool{}
		for line := range strings.SplitSeq(contents(t, "catalogue/"+tag+".txt"), "\n") {
			said, translation := strings.CutPrefix(line, "\t")
			switch {
			case line == "" || strings.HasPrefix(line, "#"):
			case !translation:
				if key = line; seen[key] {
					t.Errorf("%s: two translations of %q", tag, key)
				}
				seen[key] = true
			case !slices.Equal(verbs(key), verbs(said)):
				t.Errorf("%s: %q has not the verbs of %q", tag, said, key)
			}
		}
	}
}

// verbs are the sorted verbs of a format, numbered by the argument they take.
func verbs(format string) []string {
	var out []string
	next := 1
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		i++
		if i < len(format) && format[i] == '[' {
			end := strings.IndexByte(format[i:], ']')
			next, _ = strconv.Atoi(format[i+1 : i+end])
			i += end + 1
		}
		if i < len(format) && format[i] != '%' {
			out = append(out, strconv.Itoa(next)+format[i:i+1])
			next++
		}
	}
	slices.Sort(out)
	return out
}

// contents reads a file.
func contents(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
