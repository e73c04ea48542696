package replay

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// An Event is one line of what a replay tells; the zero fields of its kind are
// printed too, those of other kinds are not.
type Event struct {
	// Event is its kind: article, merge, alert or end.
	Event string
	// Article is the article's own id; Story and Development are where it was
	// put, numbered from 1.
	Article, Story, Development string
	// From is the story that a merge ended, Into the one that took its place.
	From, Into string
	// At is the data's time of an alert, Title its headline, Publishers are those
	// that told of it by then, and Reason is why it rang.
	At         time.Time
	Title      string
	Publishers []string
	Reason     string
	// Articles, Stories and Alerts are the sums at the end, Seconds the data's
	// time from the first article to the last.
	Articles, Stories, Alerts int
	Seconds                   int64
}

// fields are the event's own, in the order of the contract.
func (e Event) fields() any {
	switch e.Event {
	case "article":
		return struct {
			Event       string `json:"event"`
			Article     string `json:"article"`
			Story       string `json:"story"`
			Development string `json:"development"`
		}{e.Event, e.Article, e.Story, e.Development}
	case "merge":
		return struct {
			Event string `json:"event"`
			From  string `json:"from"`
			Into  string `json:"into"`
		}{e.Event, e.From, e.Into}
	case "alert":
		return struct {
			Event      string    `json:"event"`
			Article    string    `json:"article"`
			Story      string    `json:"story"`
			At         time.Time `json:"at"`
			Title      string    `json:"title"`
			Publishers []string  `json:"publishers"`
			Reason     string    `json:"reason"`
		}{e.Event, e.Article, e.Story, e.At, e.Title, e.Publishers, e.Reason}
	default:
		return struct {
			Event    string `json:"event"`
			Articles int    `json:"articles"`
			Stories  int    `json:"stories"`
			Alerts   int    `json:"alerts"`
			Seconds  int64  `json:"seconds"`
		}{e.Event, e.Articles, e.Stories, e.Alerts, e.Seconds}
	}
}

// JSON writes each event to w as one JSON object a line.
func JSON(w io.Writer) func(Event) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return func(e Event) error { return enc.Encode(e.fields()) }
}

// Text writes to w the alerts, and at the end what they came from.
func Text(w io.Writer) func(Event) error {
	return func(e Event) (err error) {
		switch e.Event {
		case "alert":
			_, err = fmt.Fprintf(w, "%s  %s\n%18s%s\n", e.At.Format("2006-01-02 15:04"), e.Title, "", e.Reason)
		case "end":
			days := float64(e.Seconds) / 86400
			_, err = fmt.Fprintf(w, "%d articles in %d stories over %.1f days: %d alerts", e.Articles, e.Stories, days, e.Alerts)
			if err == nil && days >= 1 {
				_, err = fmt.Fprintf(w, ", %.1f a day", float64(e.Alerts)/days)
			}
			if err == nil {
				_, err = fmt.Fprintln(w)
			}
		}
		return err
	}
}
