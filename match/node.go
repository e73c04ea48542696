package match

// An op is the kind of a node in a parsed query.
type op uint8

const (
	opWord    op = iota // one word
	opPhrase            // words in a row, at most n others between
	opNear              // words in any order within n words
	opPrefix            // words that begin so
	opSource            // the article's site or publisher
	opLang              // the article's language
	opSection           // the article's section
	opNative            // the article's language is in a set, or unknown
	opAnyLang           // lang:any, true of every article
	opNot
	opAnd
	opOr
)

// A Stem says how far two forms of a word may differ and still match.
type Stem uint8

// The ways of stemming.
const (
	StemLight Stem = iota // plural and possessive, the default
	StemNone              // exact forms
	StemFull              // everything that Snowball holds for one word
)

// A term is a word with its stemming.
type term struct {
	text string // folded
	stem Stem
	cjk  bool
}

// A node is a part of a parsed query.
type node struct {
	op     op
	kids   []*node // of opNot, opAnd, opOr
	terms  []term  // of opWord, opPhrase, opNear
	text   string  // of opPrefix and the filters
	typed  string  // as its writer spelled it, for the echo
	n      int     // slop or distance
	title  bool    // only in the headline
	quoted bool    // a word typed in quotes: meant as it stands
	col    int     // where it began, in characters from 1
	key    string  // its canonical form, set by settle
}

// leaf tells nodes without kids.
func (n *node) leaf() bool { return n.op < opNot }

// filter tells the leaves that look at the article's data, not its words.
func (n *node) filter() bool { return n.op >= opSource && n.op <= opAnyLang }
