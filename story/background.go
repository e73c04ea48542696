package story

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"strconv"
	"strings"

	"newsbell/story/terms"
)

// A background is how many articles of a large past sample hold each term; it
// tells rare words from common ones before the live stream can. One file a
// language, made by the test TestBackground with -update: the number of
// articles, then a line "stem<tab>articles" for each stem of five or more.
//
//go:embed background/*.tsv.gz
var backgroundFiles embed.FS

type background struct {
	langs map[string]*sample
}

type sample struct {
	articles int
	counts   map[uint32]int32
}

// coldArticles stands for the sample of a language that has none, so that the
// first stories of a stream are not judged on each other alone.
const coldArticles = 1000

// total is the number of articles counted for the language.
func (b *background) total(lang string) int {
	if s := b.langs[lang]; s != nil {
		return s.articles
	}
	return coldArticles
}

// count is the number of those articles that hold the term.
func (b *background) count(lang string, id uint32) int32 {
	if s := b.langs[lang]; s != nil {
		return s.counts[id]
	}
	return 0
}

// loadBackground reads the samples that are built in.
func loadBackground() (*background, error) {
	b := &background{langs: make(map[string]*sample)}
	files, err := backgroundFiles.ReadDir("background")
	if err != nil {
		return nil, fmt.Errorf("list backgrounds: %w", err)
	}
	for _, f := range files {
		raw, err := backgroundFiles.ReadFile("background/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("read background %s: %w", f.Name(), err)
		}
		lang, _, _ := strings.Cut(f.Name(), ".")
		s, err := readSample(lang, raw)
		if err != nil {
			return nil, fmt.Errorf("read background %s: %w", f.Name(), err)
		}
		b.langs[lang] = s
	}
	return b, nil
}

func readSample(lang string, raw []byte) (*sample, error) {
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(z)
	s := &sample{counts: make(map[uint32]int32)}
	for lines.Scan() {
		stem, digits, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			digits = stem
		}
		n, err := strconv.Atoi(digits)
		switch {
		case err != nil:
			return nil, err
		case ok:
			s.counts[terms.ID(lang, stem)] = int32(n)
		default:
			s.articles = n
		}
	}
	return s, lines.Err()
}

// writeSample writes what readSample reads.
func writeSample(w io.Writer, articles int, stems []string, counts map[string]int) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(z, articles); err != nil {
		return err
	}
	for _, stem := range stems {
		if _, err := fmt.Fprintf(z, "%s\t%d\n", stem, counts[stem]); err != nil {
			return err
		}
	}
	return z.Close()
}
