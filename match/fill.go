package match

import (
	"fmt"
	"slices"
	"sync"

	"newsbell/match/query"
	"newsbell/news"
)

// So many subscriptions are read as one piece of work, and so many pieces wait
// for being filed.
const (
	pieceSize    = 4096
	piecesInHand = 4
)

// A piece is some subscriptions whose queries are being read.
type piece struct {
	subs  []news.Subscription
	roots []*query.Node
	errs  []error
	done  chan struct{}
}

func (p *piece) read(languages func(news.ChannelID) []string) {
	defer close(p.done)
	for i, s := range p.subs {
		q, err := Parse(s.Query)
		if err != nil {
			p.errs[i] = fmt.Errorf("file subscription %d: %w", s.ID, err)
			continue
		}
		p.roots[i] = query.Restrict(q.root, languages(s.Channel), s.From)
	}
}

// AddAll files many subscriptions in their order, as AddIn does one by one, and
// reads their queries on all processors meanwhile. What languages gives is that
// of AddIn; it is called by several goroutines at once. Refused hears of each
// query that cannot be read.
func (x *Index) AddAll(subs []news.Subscription, languages func(news.ChannelID) []string, refused func(news.Subscription, error)) {
	var readers sync.WaitGroup
	pieces := make(chan *piece, piecesInHand)
	readers.Go(func() {
		defer close(pieces)
		for part := range slices.Chunk(subs, pieceSize) {
			p := &piece{subs: part, roots: make([]*query.Node, len(part)), errs: make([]error, len(part)), done: make(chan struct{})}
			readers.Go(func() { p.read(languages) })
			pieces <- p
		}
	})
	for p := range pieces {
		<-p.done
		for i, s := range p.subs {
			if p.errs[i] != nil {
				refused(s, p.errs[i])
				continue
			}
			x.file(s, p.roots[i])
		}
	}
	readers.Wait()
}
