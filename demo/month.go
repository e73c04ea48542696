package demo

import (
	_ "embed" // the month's articles
	"fmt"
	"strings"
	"time"
)

//go:embed month.txt
var monthText string

// MonthStart is the first moment of the newsroom's month, and MonthEnd its last:
// the clocks of New York change on 9 March 2025 and those of Berlin on the 30th;
// the 20th is a busy day and the 16th a silent one.
func MonthStart() time.Time { return time.Date(2025, time.March, 3, 0, 0, 0, 0, time.UTC) }

// MonthEnd is the month's last moment.
func MonthEnd() time.Time { return time.Date(2025, time.April, 2, 8, 0, 0, 0, time.UTC) }

// Month gives the articles of an invented month, in order of publication. An
// error is a fault of month.txt.
func Month() ([]Piece, error) {
	var pieces []Piece
	day := time.Time{}
	number := 0
	for line := range strings.Lines(monthText) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if date, err := time.Parse(time.DateOnly, line); err == nil {
			day = date
			continue
		}
		piece, err := monthPiece(line, day)
		if err != nil {
			return nil, fmt.Errorf("read month.txt, line %d: %w", number, err)
		}
		pieces = append(pieces, piece)
	}
	return pieces, nil
}

// monthPiece reads an article's line.
func monthPiece(line string, day time.Time) (Piece, error) {
	parts := strings.Split(line, " | ")
	if len(parts) != 3 {
		return Piece{}, fmt.Errorf("want time and publisher, headline and text between bars, not %q", line)
	}
	clock, publisher, _ := strings.Cut(parts[0], " ")
	at, err := time.Parse("15:04", clock)
	if err != nil {
		return Piece{}, fmt.Errorf("read time: %w", err)
	}
	when := day.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
	return Piece{
		Publisher: publisher, Slug: when.Format("2006-01-02-1504"), At: when.Sub(Start()), Title: parts[1], Body: []string{parts[2]},
	}, nil
}
