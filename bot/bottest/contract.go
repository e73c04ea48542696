package bottest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Contract gives the path of a file of the platforms' published contracts, or
// skips the test where they are not present.
func Contract(tb testing.TB, name string) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			tb.Fatal("no module root")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", "data", "contracts", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		tb.Skip("shared test data not present")
	}
	return path
}

// Schemas compiles schemas of a file of contracts by their names; at is what
// stands before a name in the address of a schema, such as "#/components/schemas/".
func Schemas(tb testing.TB, file, at string) func(name string) *jsonschema.Schema {
	tb.Helper()
	path := Contract(tb, file)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(pattern)
	return func(name string) *jsonschema.Schema {
		tb.Helper()
		s, err := c.Compile(path + at + name)
		if err != nil {
			tb.Fatal(err)
		}
		return s
	}
}

// ReadsLogged reads recorded answers, each a file in a folder of the contracts,
// into the value of the type that is to take it.
func ReadsLogged(t *testing.T, dir string, into map[string]any) {
	t.Helper()
	for name, v := range into {
		t.Run(name, func(t *testing.T) {
			if err := json.Unmarshal(unpacked(t, Contract(t, dir+"/"+name)), v); err != nil {
				t.Error(err)
			}
		})
	}
}

// unpacked reads a file, which may be packed with gzip.
func unpacked(tb testing.TB, path string) []byte {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			tb.Fatal(err)
		}
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// pattern reads a pattern of a schema. Those that look ahead, which Go cannot
// read, concern fields that newsbell does not use; they match everything.
func pattern(s string) (jsonschema.Regexp, error) {
	if strings.Contains(s, "(?!") || strings.Contains(s, "(?=") {
		s = ""
	}
	return regexp.Compile(s)
}

// Holds fails the test unless a JSON text holds to the schema.
func Holds(tb testing.TB, s *jsonschema.Schema, what string, raw []byte) {
	tb.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		tb.Fatalf("%s: %v", what, err)
	}
	if err := s.Validate(v); err != nil {
		tb.Fatalf("%s: %v\n%s", what, err, raw)
	}
}
