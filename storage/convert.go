package storage

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"newsbell/news"
)

// millis is the stored form of an instant; 0 stands for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant is the time that millis stored.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func duration(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// encode is the stored form of a list.
func encode[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal(list)
	return string(text), err
}

func decode[T any](text string) ([]T, error) {
	if text == "[]" {
		return nil, nil
	}
	var list []T
	err := json.Unmarshal([]byte(text), &list)
	return list, err
}

// encodeOne is the stored form of one value.
func encodeOne[T any](v T) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}

func decodeOne[T any](text string) (T, error) {
	var v T
	err := json.Unmarshal([]byte(text), &v)
	return v, err
}

// bytes is never nil: the columns refuse NULL.
func bytes(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// each turns rows into nouns.
func each[Row, Noun any](rows []Row, err error, noun func(Row) (Noun, error)) ([]Noun, error) {
	if err != nil {
		return nil, err
	}
	nouns := make([]Noun, 0, len(rows))
	for _, r := range rows {
		n, err := noun(r)
		if err != nil {
			return nil, err
		}
		nouns = append(nouns, n)
	}
	return nouns, nil
}

// missing says in people's words that a row does not exist, and passes every
// other error on.
func missing(err error, noun string, key any) error {
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return &news.Error{Code: "not_found", Message: fmt.Sprintf("there is no %s %v", noun, key)}
}

// changed is missing for a statement that tells how many rows it changed.
func changed(rows int64, err error, noun string, key any) error {
	if err == nil && rows == 0 {
		err = sql.ErrNoRows
	}
	return missing(err, noun, key)
}

// wrapf adds what was attempted to an error.
func wrapf(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

func compareJobs(a, b news.Job) int {
	return cmp.Or(
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Article, b.Article))
}
