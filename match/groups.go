package match

import (
	"sync"

	"newsbell/text"
)

// groups are the tokens of a text grouped by a key.
type groups struct {
	keys  []string
	first []int32 // group -> its first token
	table []int32 // hash -> group+1

	base *groups // the groups that these were merged from, nil for the forms
	to   []int32 // group of base -> group

	once sync.Once // makes what only phrases and NEAR ask for:
	of   []int32   // token -> group
	next []int32   // token -> next token of the group, -1 at the end
}

// read groups the words of s behind those read before and gives the number of
// tokens so far.
func (g *groups) read(s string) int32 {
	if s == "" {
		return int32(len(g.of))
	}
	for t := text.NewScanner(s); t.Next(); {
		g.of = append(g.of, g.add(t.Text, int32(len(g.of))))
	}
	return int32(len(g.of))
}

// merge makes g of the groups of base whose stems are the same.
func (g *groups) merge(base *groups, stem func(string) string) {
	g.base = base
	g.to = make([]int32, len(base.keys))
	g.room(len(base.keys))
	for i, k := range base.keys {
		g.to[i] = g.add(stem(k), base.first[i])
	}
}

// room makes room for a number of keys.
func (g *groups) room(keys int) {
	size := 16
	for 2*size < 3*keys {
		size *= 2
	}
	g.keys = make([]string, 0, keys)
	room := make([]int32, size+keys)
	g.table, g.first = room[:size:size], room[size:size]
}

// slot gives the table's place for key: its group, or where it would go.
func (g *groups) slot(key string) int {
	h := uint32(2166136261)
	for i := range len(key) {
		h = (h ^ uint32(key[i])) * 16777619
	}
	mask := len(g.table) - 1
	i := int(h^h>>15) & mask
	for g.table[i] != 0 && g.keys[g.table[i]-1] != key {
		i = (i + 1) & mask
	}
	return i
}

// add gives the group of key, a new one, with its first token, when needed.
func (g *groups) add(key string, token int32) int32 {
	i := g.slot(key)
	if g.table[i] != 0 {
		return g.table[i] - 1
	}
	if 4*len(g.keys) >= 3*len(g.table) {
		g.grow()
		i = g.slot(key)
	}
	g.keys = append(g.keys, key)
	g.first = append(g.first, token)
	g.table[i] = int32(len(g.keys))
	return g.table[i] - 1
}

func (g *groups) grow() {
	g.table = make([]int32, 2*len(g.table))
	for i, k := range g.keys {
		g.table[g.slot(k)] = int32(i + 1)
	}
}

// find gives the group of key, -1 when there is none.
func (g *groups) find(key string) int32 { return g.table[g.slot(key)] - 1 }

// chain makes the places of the tokens, for those who need more than the
// first.
func (g *groups) chain() *groups {
	g.once.Do(func() {
		if g.base != nil {
			g.of = make([]int32, len(g.base.of))
			for i, k := range g.base.of {
				g.of[i] = g.to[k]
			}
		}
		g.next = make([]int32, len(g.of))
		last := make([]int32, len(g.keys))
		for i := range last {
			last[i] = -1
		}
		for i := len(g.of) - 1; i >= 0; i-- {
			k := g.of[i]
			g.next[i], last[k] = last[k], int32(i)
		}
	})
	return g
}
