package article

import (
	"sync"

	"newsbell/text"
)

// Groups are the words of a text grouped by a key: Keys[i] stands for the first
// time at token First[i].
type Groups struct {
	Names
	First []int32

	base *Groups // the groups that these were merged from, nil for the forms
	to   []int32 // group of base -> group

	once sync.Once // makes what only phrases and NEAR ask for:
	of   []int32   // token -> group
	next []int32   // token -> next token of the group, -1 at the end
}

// read groups the words of s behind those read before and gives the number of
// tokens so far.
func (g *Groups) read(s string) int32 {
	if s == "" {
		return int32(len(g.of))
	}
	for t := text.NewScanner(s); t.Next(); {
		g.of = append(g.of, g.group(t.Text, Hash(t.Text), int32(len(g.of))))
	}
	return int32(len(g.of))
}

// merge makes g of the groups of base whose stems are the same.
func (g *Groups) merge(base *Groups, stem func(string) string) {
	g.base = base
	room := make([]int32, 2*len(base.Keys))
	g.to, g.First = room[:len(base.Keys):len(base.Keys)], room[len(base.Keys):len(base.Keys)]
	g.Room(len(base.Keys))
	for i, k := range base.Keys {
		s, h := stem(k), base.Hashes[i]
		if len(s) != len(k) || s != k {
			h = Hash(s)
		}
		g.to[i] = g.group(s, h, base.First[i])
	}
}

// group gives the group of key, a new one, with its first token, when needed.
func (g *Groups) group(key string, h uint32, token int32) int32 {
	no, isNew := g.Add(key, h)
	if isNew {
		g.First = append(g.First, token)
	}
	return no
}

// chain makes the places of the tokens, for those who need more than the
// first.
func (g *Groups) chain() {
	g.once.Do(func() {
		if g.base != nil {
			g.of = make([]int32, len(g.base.of))
			for i, k := range g.base.of {
				g.of[i] = g.to[k]
			}
		}
		g.next = make([]int32, len(g.of))
		last := make([]int32, len(g.Keys))
		for i := range last {
			last[i] = -1
		}
		for i := len(g.of) - 1; i >= 0; i-- {
			k := g.of[i]
			g.next[i], last[k] = last[k], int32(i)
		}
	})
}
