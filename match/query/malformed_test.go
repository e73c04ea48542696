package query_test

import (
	"errors"
	"strings"
	"testing"

	"newsbell/match/query"
)

// TestParse_malformed is what people mistype: every fault has its column and
// says what to do.
func TestParse_malformed(t *testing.T) {
	tests := []struct {
		query   string
		column  int
		message string
	}{
		{"\"rate cut", 1, "this quote is never closed"},
		{"rate cut\"", 9, "this quote is never closed"},
		{"“rate cut", 1, "this quote is never closed"},
		{"fed \"rate cut", 5, "this quote is never closed"},
		{"«élection", 1, "this quote is never closed"},
		{"「東京", 1, "this quote is never closed"},
		{"ukra?ne", 5, "? stands for no letter; type how the word begins and *, or a space behind the ?"},
		{"apple =", 7, "put = directly before the word or phrase that must stand exactly so"},
		{"=(apple pear)", 1, "put = directly before the word or phrase that must stand exactly so"},
		{"\"peace talks\"~", 14, "put ~ directly before a word for any form of it, or behind a phrase with a number of words"},
		{"a", 1, "nearly every article has “a” in it; add a word that says what the news is about"},
		{"(apple OR google", 1, "this parenthesis is never closed"},
		{"((apple) google", 1, "this parenthesis is never closed"},
		{"apple OR google)", 16, "this parenthesis closes nothing"},
		{"apple )( google", 7, "this parenthesis closes nothing"},
		{")", 1, "this parenthesis closes nothing"},
		{"(", 1, "this parenthesis is never closed"},
		{"()", 1, "there is nothing between these parentheses"},
		{"( )", 1, "there is nothing between these parentheses"},
		{"apple ()", 7, "there is nothing between these parentheses"},
		{"\"\"", 1, "there is no word between these quotes"},
		{"\"  \"", 1, "there is no word between these quotes"},
		{"\"…\"", 1, "there is no word between these quotes"},
		{"apple \"\"", 7, "there is no word between these quotes"},
		{"title:\"\"", 7, "there is no word between these quotes"},
		{"AND", 1, "AND needs something on both sides"},
		{"OR", 1, "OR needs something on both sides"},
		{"NOT", 1, "NOT needs the thing to leave out"},
		{"AND apple", 1, "AND needs something on both sides"},
		{"apple AND", 7, "AND needs something on both sides"},
		{"apple AND AND google", 11, "AND needs something on both sides"},
		{"apple AND OR google", 7, "AND needs something on both sides"},
		{"apple OR AND google", 10, "AND needs something on both sides"},
		{"OR apple", 1, "OR needs something on both sides"},
		{"apple OR", 7, "OR needs something on both sides"},
		{"apple OR OR google", 10, "OR needs something on both sides"},
		{"apple | | google", 9, "OR needs something on both sides"},
		{"| apple", 1, "OR needs something on both sides"},
		{"apple |", 7, "OR needs something on both sides"},
		{"(apple OR) google", 8, "OR needs something on both sides"},
		{"(OR apple) google", 2, "OR needs something on both sides"},
		{"apple NOT", 7, "NOT needs the thing to leave out"},
		{"NOT NOT", 5, "NOT needs the thing to leave out"},
		{"apple -", 7, "put - directly before the word to leave out"},
		{"- apple", 1, "put - directly before the word to leave out"},
		{"apple - pear", 7, "put - directly before the word to leave out"},
		{"apple !", 7, "put ! directly before the word to leave out"},
		{"-(apple OR google)", 1, "the query only excludes things; add at least one word, phrase, source: or section:"},
		{"-crypto", 1, "the query only excludes things; add at least one word, phrase, source: or section:"},
		{"NOT crypto", 1, "the query only excludes things; add at least one word, phrase, source: or section:"},
		{"-crypto -bitcoin", 1, "the query only excludes things; add at least one word, phrase, source: or section:"},
		{"-\"price target\" lang:de", 1, "the query only excludes things; add at least one word, phrase, source: or section:"},
		{"lang:de", 1, "the query only names a language; add at least one word, phrase, source: or section:"},
		{"lang:any", 1, "the query only names a language; add at least one word, phrase, source: or section:"},
		{"apple OR -pear", 10, "this side of OR only excludes things; add at least one word, phrase, source: or section:"},
		{"apple OR lang:de", 10, "this side of OR only names a language; add at least one word, phrase, source: or section:"},
		{"(apple OR -pear) google OR -plum", 28, "this side of OR only excludes things; add at least one word, phrase, source: or section:"},
		{"the", 1, "nearly every article has “the” in it; add a word that says what the news is about"},
		{"the of and", 1, "nearly every article has “the” in it; add a word that says what the news is about"},
		{"THE", 1, "nearly every article has “the” in it; add a word that says what the news is about"},
		{"the OR ukraine", 1, "nearly every article has “the” in it; add a word that says what the news is about"},
		{"*", 1, "* goes after at least three letters"},
		{"*apple", 1, "* goes after at least three letters"},
		{"ap*le", 3, "* may stand only at the end of a word"},
		{"cr*", 1, "* needs at least three letters before it"},
		{"a*", 1, "* needs at least three letters before it"},
		{"\"rate\"*", 7, "* goes after at least three letters"},
		{"e-mai*", 1, "* goes after one plain word"},
		{"=crypt*", 2, "a word with * takes no ="},
		{"source:bbc*", 8, "a field takes plain names, without *, = or ~"},
		{"foo:bar", 1, "unknown field \"foo\"; known are title, source, lang, section (quote the text if you mean it literally)"},
		{"sorce:bbc.co.uk", 1, "unknown field \"sorce\"; did you mean source:? (quote the text if you mean it literally)"},
		{"talks tilte:peace", 7, "unknown field \"tilte\"; did you mean title:? (quote the text if you mean it literally)"},
		{"website:bbc.co.uk talks", 1, "unknown field \"website\"; did you mean source:? (quote the text if you mean it literally)"},
		{"Languages:de peace", 1, "unknown field \"languages\"; did you mean lang:? (quote the text if you mean it literally)"},
		{"foo:\"bar\"", 1, "unknown field \"foo\"; known are title, source, lang, section (quote the text if you mean it literally)"},
		{"author:smith apple", 1, "unknown field \"author\"; known are title, source, lang, section (quote the text if you mean it literally)"},
		{"título:banco", 1, "unknown field \"título\"; known are title, source, lang, section (quote the text if you mean it literally)"},
		{"apple date:2024", 7, "unknown field \"date\"; known are title, source, lang, section (quote the text if you mean it literally)"},
		{"title:", 1, "title: needs its value right behind it"},
		{"apple title:", 7, "title: needs its value right behind it"},
		{"source:", 1, "source: needs its value right behind it"},
		{"source: OR bbc", 1, "source: needs its value right behind it"},
		{"lang:", 1, "lang: needs its value right behind it"},
		{"section:,world", 1, "section: needs its value right behind it"},
		{"title:(source:bbc)", 8, "a field cannot stand inside another field's value"},
		{"source:(title:apple)", 9, "a field cannot stand inside another field's value"},
		{"source:(-bbc) apple", 9, "put the minus before the field"},
		{"source:-bbc apple", 8, "put the minus before the field"},
		{"source:=bbc", 9, "a field takes plain names, without *, = or ~"},
		{"source:\"🚀\"", 8, "there is no name here"},
		{"lang:english news", 6, "lang: takes a two-letter code such as en, de, zh; did you mean lang:en?"},
		{"lang:jp news", 6, "lang: takes a two-letter code such as en, de, zh; did you mean lang:ja?"},
		{"lang:xx news", 6, "lang: takes a two-letter code such as en, de, zh"},
		{"news lang:deutsch", 11, "lang: takes a two-letter code such as en, de, zh; did you mean lang:de?"},
		{"lang:e", 6, "lang: takes a two-letter code such as en, de, zh"},
		{"lang:(en OR klingon) news", 13, "lang: takes a two-letter code such as en, de, zh"},
		{"trump NEAR putin", 7, "NEAR takes a distance from 1 to 50 words"},
		{"trump NEAR/0 putin", 12, "NEAR takes a distance from 1 to 50 words"},
		{"trump NEAR/51 putin", 12, "NEAR takes a distance from 1 to 50 words"},
		{"trump NEAR/x putin", 12, "NEAR takes a distance from 1 to 50 words"},
		{"trump near/5 putin", 7, "write NEAR in capitals: NEAR/5"},
		{"trump AROUND(5) putin", 7, "write NEAR/5 instead of AROUND(5)"},
		{"NEAR/5 putin", 1, "NEAR needs a word on both sides"},
		{"trump NEAR/5", 7, "NEAR needs a word on both sides"},
		{"trump NEAR/5 OR putin", 7, "NEAR needs a word on both sides"},
		{"\"white house\" NEAR/5 trump", 1, "NEAR joins single words only"},
		{"trump NEAR/5 -putin", 14, "NEAR joins single words only"},
		{"trump NEAR/5 (putin OR xi)", 15, "NEAR joins single words only"},
		{"trump NEAR/5 putin NEAR/3 xi", 20, "one chain of NEAR has one distance"},
		{"u.s. NEAR/3 trade", 1, "NEAR joins single words only"},
		{"\"peace talks\"~0", 15, "a phrase allows 1 to 50 words between: \"peace talks\"~3"},
		{"\"peace talks\"~51", 15, "a phrase allows 1 to 50 words between: \"peace talks\"~3"},
		{"\"peace talks\"~999999999999999999999", 15, "a phrase allows 1 to 50 words between: \"peace talks\"~3"},
		{"running~", 8, "~ works after a phrase only; for any form of a word put ~ before it"},
		{"running~2", 8, "~ works after a phrase only; for any form of a word put ~ before it"},
		{"=", 1, "put = directly before the word or phrase that must stand exactly so"},
		{"apple = pear", 7, "put = directly before the word or phrase that must stand exactly so"},
		{"~", 1, "put ~ directly before a word for any form of it, or behind a phrase with a number of words"},
		{"🚀", 1, "there is no word in \"🚀\": newsbell looks for words, in any script"},
		{"ukraine 🚀", 9, "there is no word in \"🚀\": newsbell looks for words, in any script"},
		{"🇺🇦", 1, "there is no word in \"🇺🇦\": newsbell looks for words, in any script"},
		{"💥💥 -boom", 1, "there is no word in \"💥💥\": newsbell looks for words, in any script"},
		{"$", 1, "there is no word in \"$\": newsbell looks for words, in any script"},
		{"€ rate", 1, "there is no word in \"€\": newsbell looks for words, in any script"},
		{"\u200b", 1, "type the words to look for"},
		{"apple \u200b-\u200b pear", 8, "put - directly before the word to leave out"},
		{"\u202e\u2066", 1, "type the words to look for"},
		{"مفاوضات (السلام", 9, "this parenthesis is never closed"},
		{"السلام \"مفاوضات", 8, "this quote is never closed"},
		{"\u200f-السلام", 2, "the query only excludes things; add at least one word, phrase, source: or section:"},
		{"+", 1, "type the words to look for"},
		{"?", 1, "type the words to look for"},
		{"...", 1, "type the words to look for"},
		{strings.Repeat("é", 1001), 1001, "a query has at most 1,000 characters; split it into two subscriptions"},
		{strings.Repeat("w ", 64) + "w", 129, "a query has at most 64 words and phrases; split it into two subscriptions"},
		{strings.Repeat("abc* ", 11), 51, "a query has at most 10 words with *"},
		{strings.Repeat("(", 60) + "a" + strings.Repeat(")", 60), 52, "this is nested too deep; at most 50 levels are read"},
		{strings.Repeat("-", 60) + "a", 52, "this is nested too deep; at most 50 levels are read"},
	}
	for _, tt := range tests {
		t.Run(tt.query[:min(len(tt.query), 40)], func(t *testing.T) {
			q, err := query.Parse(tt.query, query.StemLight)
			if err == nil {
				t.Fatalf("read as %s", q.Key)
			}
			bad, ok := errors.AsType[*query.Error](err)
			if !ok {
				t.Fatalf("error %T", err)
			}
			if bad.Column != tt.column || bad.Message != tt.message {
				t.Errorf("got %d %s, want %d %s", bad.Column, bad.Message, tt.column, tt.message)
			}
			if bad.Query != tt.query || strings.Contains(bad.Error(), "\n") {
				t.Errorf("query %q, error %q", bad.Query, bad.Error())
			}
			if bad.Example != "" {
				if _, err := query.Parse(bad.Example, query.StemLight); err != nil {
					t.Errorf("the example %s does not read: %v", bad.Example, err)
				}
			}
		})
	}
}

func TestError_Caret(t *testing.T) {
	tests := []struct{ name, query, want string }{
		{"in the middle", "a AND OR b", "a AND OR b\n  ^"},
		{"wide characters", "東京 \"大阪", "東京 \"大阪\n\u3000\u3000 ^"},
		{"past the end", "(apple", "(apple\n^"},
		{"line breaks are spaces", "apple\nOR", "apple OR\n      ^"},
		{"unseen characters take no room", "apple \u200b)", "apple )\n      ^"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := query.Parse(tt.query, query.StemLight)
			bad, _ := errors.AsType[*query.Error](err)
			if got := bad.Caret(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestError_Caret_long(t *testing.T) {
	_, err := query.Parse(strings.Repeat("apple ", 20)+"foo:bar "+strings.Repeat("pear ", 20), query.StemLight)
	bad, _ := errors.AsType[*query.Error](err)
	line, caret, _ := strings.Cut(bad.Caret(), "\n")
	at := len([]rune(caret)) - 1
	if got := string([]rune(line)[at:]); !strings.HasPrefix(got, "foo:bar") {
		t.Errorf("the caret points at %q in\n%s", got, bad.Caret())
	}
	if n := len([]rune(line)); n > 80 {
		t.Errorf("%d characters shown", n)
	}
}
