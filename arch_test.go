package newsbell_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// packages is the table of allowed imports: each package of the module, what it
// may import of the others, and after a bar what its tests may import besides
// (a test may always import its own package). It is the architecture; to make a
// build pass is no reason to change it. DESIGN and docs/decisions say why.
const packages = `
.                       : | -

news                    :
lang                    : news
pack                    :
spell                   :
text                    :
config                  : news spell

feed                    : feed/fetch feed/health feed/link feed/page feed/robots feed/wire news text | storage
feed/catalogue          : feed/link news
feed/discover           : feed/fetch feed/link feed/page feed/wire news
feed/date               : text
feed/fetch              : news
feed/health             : news
feed/link               :
feed/mend               :
feed/opml               : news
feed/page               : feed/date feed/link feed/mend news text
feed/push               : feed feed/fetch news | storage
feed/robots             :
feed/wire               : feed/date feed/mend news text

story                   : news pack story/headline story/minhash story/names story/noise story/postings story/shelf story/terms text
story/headline          : text
story/minhash           :
story/names             : text
story/noise             : text
story/postings          : story/terms
story/shelf             :
story/terms             :
match                   : match/article match/index match/query news | match/matchtest
match/article           : match/query news text
match/index             : match/article match/query news text | match/matchtest
match/query             : news spell text
match/matchtest         : news text
alert                   : news
alert/pulse             : alert alert/words news pack text
alert/words             : text
summary                 : news text
summary/llm             : news summary text
digest                  : digest/schedule lang news text
digest/schedule         : news spell text
desk                    : alert alert/pulse lang match news pack story summary text | storage
deliver                 : lang news

bot                     : bot/arg bot/reply bot/setting digest/schedule lang match news spell text | bot/bottest
bot/arg                 : bot/reply news text
bot/chart               : news text
bot/bottest             : bot bot/clerk bot/source lang news
bot/clerk               : bot bot/arg bot/past bot/reply bot/rule bot/setting bot/source digest digest/schedule lang match news text | bot/bottest
bot/discord             : bot bot/discord/card bot/discord/post bot/discord/rest lang news text | bot/bottest bot/discord/discordtest
bot/discord/card        : bot bot/chart lang news text | bot/bottest bot/discord/discordtest
bot/discord/post        : bot/chart bot/discord/card bot/discord/rest news text | bot/discord/discordtest
bot/discord/rest        : news
bot/discord/discordtest : bot/discord/card news
bot/past                : bot/reply bot/setting bot/source match news spell text
bot/reply               : news
bot/rule                : bot bot/arg bot/past bot/reply bot/setting news text
bot/setting             : bot/arg bot/reply digest/schedule lang news text
bot/source              : bot bot/arg bot/reply news text
bot/local               : bot bot/chart lang news text | bot/bottest
bot/slack               : bot bot/slack/block bot/slack/form bot/slack/signed bot/slack/socket bot/slack/webapi lang news | bot/bottest bot/slack/install bot/slack/slacktest
bot/slack/block         : bot lang news text | bot/bottest bot/slack/slacktest
bot/slack/form          : bot lang news text
bot/slack/install       : lang news | bot/slack/slacktest
bot/slack/post          : bot/chart bot/slack/block bot/slack/webapi news | bot/bottest bot/slack/slacktest
bot/slack/signed        : news
bot/slack/slacktest     : bot/slack/block bot/slack/form bot/slack/signed news
bot/slack/socket        : bot/slack/webapi news | bot/slack/slacktest
bot/slack/webapi        : news | bot/bottest

storage                 : news storage/db | storage/storagetest
storage/db              :
storage/storagetest     : news storage
jobs                    : news | storage storage/storagetest
web                     : news

app                     : * | *
replay                  : alert alert/pulse news story
demo                    : news
demo/show               : app bot bot/local config demo news web
trial                   : bot/discord/discordtest bot/slack/slacktest news storage | *
cmd/newsbell            : * | *
`

// libraries is the table of owners: each outside library, or part of one, the
// packages that may import it, and after a bar those whose tests may. The
// longest row that an import starts with counts. database/sql is in it because
// only storage and jobs may speak to a database.
const libraries = `
database/sql                               : jobs storage storage/db storage/storagetest | trial

code.dny.dev/ssrf                          : feed/fetch
codeberg.org/readeck/go-readability        : feed/page
github.com/BurntSushi/toml                 : config
github.com/abadojack/whatlanggo            : feed
github.com/andybalholm/brotli              : feed/fetch | feed
github.com/blevesearch/snowballstem         : text
github.com/bwmarrin/discordgo              : bot/discord bot/discord/card bot/discord/discordtest bot/discord/post
github.com/clipperhouse/uax29              : text
github.com/gogs/chardet                    : feed/mend
github.com/google/go-cmp                   : storage/storagetest | *
github.com/gorilla/websocket               : bot/discord bot/discord/discordtest bot/slack/slacktest
github.com/jackc/pgx                       : jobs storage
github.com/klauspost/compress              : feed/fetch | feed
github.com/kljensen/snowball               : text
github.com/markusmobius/go-trafilatura     : feed/page
github.com/mattn/go-sqlite3                : storage
github.com/microcosm-cc/bluemonday         : feed/wire
github.com/mmcdole/gofeed                  : feed/wire
github.com/pressly/goose                   : storage
github.com/prometheus/client_golang        : web
github.com/riverqueue/river                : jobs
github.com/robfig/cron                     : | digest/schedule
github.com/santhosh-tekuri/jsonschema      : bot/bottest
github.com/slack-go/slack                  : bot/slack bot/slack/slacktest bot/slack/socket
github.com/spf13/cobra                     : cmd/newsbell
golang.org/x/image                         : bot/chart
golang.org/x/net/html                      : feed/discover feed/mend feed/opml feed/page feed/wire text
golang.org/x/net/idna                      : bot/discord/card bot/slack/block
golang.org/x/net/publicsuffix              : feed feed/page
golang.org/x/sync                          : app bot/discord/rest bot/slack bot/slack/socket cmd/newsbell demo/show
golang.org/x/sys                           : trial
golang.org/x/text/feature                  : lang
golang.org/x/text/language                 : lang
golang.org/x/text/message                  : lang
golang.org/x/text/encoding                 : feed/mend feed/wire
golang.org/x/text/unicode                  : text
pgregory.net/rapid                         : | *
`

// A row says who may be imported by the code of a package, or who may import a
// library, and who in tests only.
type row struct{ code, tests []string }

// allows reports whether a row names somebody.
func (r row) allows(name string, test bool) bool {
	named := func(list []string) bool { return slices.Contains(list, "*") || slices.Contains(list, name) }
	return named(r.code) || test && named(r.tests)
}

// An imported is one import of one file.
type imported struct {
	by, path, file string
	test           bool
}

func TestImports(t *testing.T) {
	for _, fault := range importFaults(readTable(t, packages), readTable(t, libraries), readImports(t, ".")) {
		t.Error(fault)
	}
}

// The test above fails on what it is there for.
func TestImports_faults(t *testing.T) {
	pkgs := readTable(t, "a : b\nb :\nc : | a\nx/y : *")
	libs := readTable(t, "lib.org/one : a | *\nlib.org/one/part : b\ndatabase/sql : a")
	sound := []imported{
		{by: "a", path: "newsbell/b"},
		{by: "b", path: "fmt"},
		{by: "c", path: "newsbell/a", test: true},
		{by: "x/y", path: "newsbell/c"},
		{by: "a", path: "lib.org/one/v2"},
		{by: "b", path: "lib.org/one/part"},
		{by: "c", path: "lib.org/one", test: true},
		{by: "a", path: "database/sql/driver"},
	}
	if faults := importFaults(pkgs, libs, sound); len(faults) != 0 {
		t.Fatalf("faults where there are none: %q", faults)
	}
	for _, tt := range []struct {
		name string
		add  imported
		want string
	}{
		{"bad import", imported{by: "b", path: "newsbell/a", file: "b/x.go"}, "b/x.go: package b may not import a"},
		{"import for tests only", imported{by: "c", path: "newsbell/a", file: "c/x.go"}, "c/x.go: package c may not import a"},
		{"unlisted package", imported{by: "z", path: "fmt"}, "package z has no row in the table of packages"},
		{"library of another", imported{by: "c", path: "lib.org/one", file: "c/x.go"}, "c/x.go: package c may not import lib.org/one, which belongs to a"},
		{"part of another", imported{by: "a", path: "lib.org/one/part/x", file: "a/x.go"}, "a/x.go: package a may not import lib.org/one/part/x, which belongs to b"},
		{"unlisted library", imported{by: "a", path: "lib.org/oneself", file: "a/x.go"}, "a/x.go: lib.org/oneself has no row in the table of libraries"},
		{"database elsewhere", imported{by: "b", path: "database/sql", file: "b/x.go"}, "b/x.go: package b may not import database/sql, which belongs to a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := importFaults(pkgs, libs, append(slices.Clone(sound), tt.add)); len(got) != 1 || got[0] != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	t.Run("stale rows", func(t *testing.T) {
		got := importFaults(pkgs, libs, sound[:3])
		want := []string{
			"package x/y is gone: its row is stale", "nothing imports database/sql: its row is stale",
			"nothing imports lib.org/one: its row is stale", "nothing imports lib.org/one/part: its row is stale",
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// importFaults holds the tables against the imports.
func importFaults(pkgs, libs map[string]row, imports []imported) []string {
	var faults []string
	found, used := map[string]bool{}, map[string]bool{}
	for _, i := range imports {
		r, listed := pkgs[i.by]
		if !listed && !found[i.by] {
			faults = append(faults, fmt.Sprintf("package %s has no row in the table of packages", i.by))
		}
		found[i.by] = true
		if own, ok := strings.CutPrefix(i.path, "newsbell/"); ok {
			if listed && own != i.by && !r.allows(own, i.test) {
				faults = append(faults, fmt.Sprintf("%s: package %s may not import %s", i.file, i.by, own))
			}
			continue
		}
		lib := libraryOf(libs, i.path)
		used[lib] = true
		domain, _, _ := strings.Cut(i.path, "/")
		switch {
		case lib == "" && strings.Contains(domain, "."):
			faults = append(faults, fmt.Sprintf("%s: %s has no row in the table of libraries", i.file, i.path))
		case lib != "" && !libs[lib].allows(i.by, i.test):
			faults = append(faults, fmt.Sprintf("%s: package %s may not import %s, which belongs to %s",
				i.file, i.by, i.path, strings.Join(libs[lib].code, " and ")))
		}
	}
	for _, name := range sortedKeys(pkgs) {
		if !found[name] {
			faults = append(faults, fmt.Sprintf("package %s is gone: its row is stale", name))
		}
	}
	for _, name := range sortedKeys(libs) {
		if !used[name] {
			faults = append(faults, fmt.Sprintf("nothing imports %s: its row is stale", name))
		}
	}
	return faults
}

// libraryOf finds the longest row that an import path starts with, "" for none.
func libraryOf(libs map[string]row, importPath string) string {
	for p := importPath; p != "."; p = path.Dir(p) {
		if _, ok := libs[p]; ok {
			return p
		}
	}
	return ""
}

// readTable reads rows of the form "name : a b | c".
func readTable(t *testing.T, table string) map[string]row {
	t.Helper()
	rows := map[string]row{}
	for line := range strings.Lines(table) {
		name, rest, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !ok {
			if name != "" {
				t.Errorf("not a row: %s", line)
			}
			continue
		}
		if _, twice := rows[name]; twice {
			t.Errorf("two rows for %s", name)
		}
		code, tests, _ := strings.Cut(rest, "|")
		rows[name] = row{strings.Fields(code), strings.Fields(tests)}
	}
	return rows
}

// readImports reads the imports of every Go file below root, with one that says
// nothing for a file without any, so that its package is known.
func readImports(t *testing.T, root string) []imported {
	t.Helper()
	var imports []imported
	for _, file := range goFiles(t, root) {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			continue
		}
		base := imported{by: filepath.ToSlash(filepath.Dir(file)), file: file, test: strings.HasSuffix(file, "_test.go")}
		imports = append(imports, base)
		for _, spec := range tree.Imports {
			one := base
			if one.path, err = strconv.Unquote(spec.Path.Value); err != nil {
				t.Error(err)
			}
			imports = append(imports, one)
		}
	}
	return imports
}

// goFiles lists the Go files of the module, without testdata, hidden folders
// and modules of their own.
func goFiles(t *testing.T, root string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() {
			if strings.HasSuffix(name, ".go") {
				files = append(files, name)
			}
			return nil
		}
		base := entry.Name()
		if name != root && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata") {
			return filepath.SkipDir
		}
		if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil && name != root {
			return filepath.SkipDir
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func sortedKeys(rows map[string]row) []string {
	var names []string
	for name := range rows {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
