// Package dateparser stands in for a library of that name, which go-trafilatura
// brings along for guessing publication dates in hundreds of languages. newsbell
// never guesses dates and never calls it, but the library's tables alone would
// cost every start a third of a second and thirty megabytes. go.mod replaces it
// with this module, which has the names that go-htmldate needs and finds no
// date in anything.
package dateparser

import (
	"errors"
	"time"
)

// A ParserType names a way of reading a date.
type ParserType int

// The ways that are named by callers.
const (
	CustomFormat ParserType = iota
	AbsoluteTime
)

// A PreferredDateSource says which way an unclear date is read.
type PreferredDateSource int

// Past prefers dates that are over.
const Past PreferredDateSource = 1

// A Configuration tunes the reading of dates.
type Configuration struct {
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// A Date is what was read.
type Date struct{ Time time.Time }

// A Parser reads dates.
type Parser struct{ ParserTypes []ParserType }

// IsZero says that there is no date.
func (d Date) IsZero() bool { return d.Time.IsZero() }

var errNone = errors.New("no date is read here")

// Parse finds no date.
func (p *Parser) Parse(*Configuration, string, ...string) (Date, error) { return Date{}, errNone }
