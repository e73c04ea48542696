package match_test

import (
	"errors"
	"strings"
	"testing"

	"newsbell/match"
	"newsbell/news"
)

func TestInspectQuery(t *testing.T) {
	tests := []struct {
		query, want string
		bad         bool
	}{
		{"apple, microsoft", `{"canonical":"apple OR microsoft","words":"articles with either “apple” or “microsoft”"}`, false},
		{"a AND OR b", `{"error":{"message":"AND needs something on both sides; for example: apple AND antitrust","column":3}}`, true},
	}
	for _, tt := range tests {
		got, err := match.InspectQuery(tt.query)
		if string(got) != tt.want || (err != nil) != tt.bad {
			t.Errorf("%s: got %s, %v; want %s", tt.query, got, err, tt.want)
		}
	}
}

func TestInspectMatch(t *testing.T) {
	const queries = "q1\tchips\nq2\t(apple\r\nq3\tsource:bbc.co.uk\n\nq1b\tchip lang:de\n"
	const articles = `{"id":"a1","title":"Chips are up","text":"","url":"https://www.bbc.co.uk/1"}
{"id":2,"title":"A chip","text":"x","language":"de"}
{"id":"a3","title":"Nothing"}
`
	tests := []struct{ stem, want string }{
		{"", "q2\tREFUSED\nq1\ta1\nq3\ta1\nq1\t2\nq1b\t2\n"},
		{"none", "q2\tREFUSED\nq1\ta1\nq3\ta1\nq1b\t2\n"},
		{"full", "q2\tREFUSED\nq1\ta1\nq3\ta1\nq1\t2\nq1b\t2\n"},
	}
	for _, tt := range tests {
		t.Run("stem "+tt.stem, func(t *testing.T) {
			var out, errw strings.Builder
			if err := match.InspectMatch(strings.NewReader(queries), strings.NewReader(articles), tt.stem, &out, &errw); err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.want {
				t.Errorf("got %q, want %q", out.String(), tt.want)
			}
			if got := errw.String(); !strings.HasPrefix(got, "q2: column 1: this parenthesis is never closed\n(apple\n^\n") {
				t.Errorf("reasons: %q", got)
			}
		})
	}
}

func TestInspectMatch_badInput(t *testing.T) {
	tests := []struct{ name, queries, articles, stem, want string }{
		{"no tab", "q1 chips\n", "", "", "read queries: line 1"},
		{"no json", "q\tx\n", "{}\n{", "", "read articles: line 2"},
		{"no such stem", "", "", "heavy", "stem is none, light or full"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sink strings.Builder
			err := match.InspectMatch(strings.NewReader(tt.queries), strings.NewReader(tt.articles), tt.stem, &sink, &sink)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if tt.stem != "" {
				if _, ok := errors.AsType[*news.Error](err); !ok {
					t.Errorf("%T is not for people", err)
				}
			}
		})
	}
}
