package query

// An Op is the kind of a node in a parsed query.
type Op uint8

// The kinds of nodes.
const (
	Word    Op = iota // one word
	Phrase            // words in a row, at most n others between
	Near              // words in any order within n words
	Prefix            // words that begin so
	Source            // the article's site or publisher
	Lang              // the article's language
	Section           // the article's section
	Native            // the article's language is in a set, or unknown
	AnyLang           // lang:any, true of every article
	Not
	And
	Or
)

// A Stem says how far two forms of a word may differ and still match.
type Stem uint8

// The ways of stemming.
const (
	StemLight Stem = iota // plural and possessive, the default
	StemNone              // exact forms
	StemFull              // everything that Snowball holds for one word
)

// A Term is a word with its stemming.
type Term struct {
	Text string // folded
	Stem Stem
	CJK  bool
}

// A Node is a part of a parsed query, settled by Parse: sorted, flattened,
// without repeats. Nobody changes it afterwards.
type Node struct {
	Op     Op
	Kids   []*Node // of Not, And, Or
	Terms  []Term  // of Word, Phrase, Near
	Text   string  // of Prefix and the filters
	typed  string  // as its writer spelled it, for the echo
	N      int     // slop or distance
	Title  bool    // only in the headline
	quoted bool    // a word typed in quotes: meant as it stands
	col    int     // where it began, in characters from 1
	Key    string  // its canonical form, set by Settle
}

// Leaf tells nodes without kids.
func (n *Node) Leaf() bool { return n.Op < Not }

// Filter tells the leaves that look at the article's data, not its words.
func (n *Node) Filter() bool { return n.Op >= Source && n.Op <= AnyLang }
