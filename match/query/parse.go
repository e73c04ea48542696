package query

import (
	"strings"
	"unicode/utf8"

	"newsbell/text"
)

// The limits of a query.
const (
	maxChars    = 1000 // characters
	maxLeaves   = 64   // words, phrases and filter values
	maxPrefixes = 10
	maxDepth    = 50 // parentheses and exclusions inside each other
	MaxDistance = 50 // words, of NEAR and of a phrase
)

// Parse reads a query whose plain words are stemmed as told; a word marked
// with = or ~ keeps its own way. The node is settled; the error is an *Error.
func Parse(query string, stem Stem) (*Node, error) {
	root, err := parse(query, stem)
	if err != nil {
		err.Query = query
		return nil, err
	}
	return root, nil
}

func parse(query string, stem Stem) (*Node, *Error) {
	if utf8.RuneCountInString(query) > maxChars {
		return nil, &Error{
			Message: "a query has at most 1,000 characters; split it into two subscriptions",
			Column:  maxChars + 1,
		}
	}
	lexemes, err := lex([]rune(query))
	if err != nil {
		return nil, err
	}
	p := &parser{in: lexemes, stem: stem}
	root, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if x := p.peek(); x.kind == lexClose {
		return nil, fault(x.col, "this parenthesis closes nothing", "(apple OR google) antitrust")
	}
	if root == nil {
		return nil, fault(1, "type the words to look for", "ukraine peace talks")
	}
	root = Settle(root)
	if err := check(root); err != nil {
		return nil, err
	}
	return root, nil
}

// A parser is a recursive descent over lexemes.
type parser struct {
	in       []lexeme
	at       int
	stem     Stem
	title    bool // inside title:( )
	filter   Op   // inside source:( ) and its like, else 0
	leaves   int
	prefixes int
}

func fault(col int, message, example string) *Error {
	return &Error{Message: message, Column: col, Example: example}
}

func (p *parser) peek() lexeme { return p.in[p.at] }

func (p *parser) take() lexeme {
	x := p.in[p.at]
	if x.kind != lexEnd {
		p.at++
	}
	return x
}

// A series collects the parts of a group; one part alone makes no group.
type series struct {
	op    Op
	col   int
	first *Node
	group *Node
}

func (s *series) add(n *Node) {
	switch {
	case s.first == nil:
		s.first = n
	case s.group == nil:
		s.group = &Node{Op: s.op, Kids: append(make([]*Node, 0, 4), s.first, n), col: s.col}
	default:
		s.group.Kids = append(s.group.Kids, n)
	}
}

// node gives the group, its only part, or nil.
func (s *series) node() *Node {
	if s.group != nil {
		return s.group
	}
	return s.first
}

// or reads alternatives: and { (OR | ,) and }. It gives nil when there is
// nothing before the end or a closing parenthesis.
func (p *parser) or(depth int) (*Node, *Error) {
	const say = "OR needs something on both sides"
	const example = "apple OR google"
	out := series{op: Or, col: p.peek().col}
	pending := 0 // the column of an OR that waits for its right side
	for {
		x := p.peek()
		switch x.kind {
		case lexComma: // empty elements of a list are ignored
			p.take()
			continue
		case lexOr:
			if out.first == nil || pending > 0 {
				return nil, fault(x.col, say, example)
			}
			pending = p.take().col
			continue
		case lexEnd, lexClose:
			if pending > 0 {
				return nil, fault(pending, say, example)
			}
			return out.node(), nil
		default:
		}
		kid, err := p.and(depth)
		if err != nil {
			return nil, err
		}
		pending = 0
		out.add(kid)
	}
}

// and reads what must all hold: near { [AND] near }.
func (p *parser) and(depth int) (*Node, *Error) {
	const say = "AND needs something on both sides"
	const example = "apple AND antitrust"
	out := series{op: And, col: p.peek().col}
	if p.filter != 0 {
		out.op = Or // source:(a b) can only mean either
	}
	pending := 0
	for {
		x := p.peek()
		switch x.kind {
		case lexEnd, lexClose, lexOr, lexComma:
			if pending > 0 {
				return nil, fault(pending, say, example)
			}
			return out.node(), nil
		case lexAnd:
			if out.first == nil || pending > 0 {
				return nil, fault(x.col, say, example)
			}
			pending = p.take().col
			continue
		default:
		}
		kid, err := p.near(depth)
		if err != nil {
			return nil, err
		}
		pending = 0
		out.add(kid)
	}
}

// near reads unary { NEAR/n unary }.
func (p *parser) near(depth int) (*Node, *Error) {
	const example = "trump NEAR/5 putin"
	if x := p.peek(); x.kind == lexNear {
		return nil, fault(x.col, "NEAR needs a word on both sides", example)
	}
	first, err := p.unary(depth)
	if err != nil || p.peek().kind != lexNear {
		return first, err
	}
	out := &Node{Op: Near, N: p.peek().n, Title: p.title, col: first.col}
	for kid := first; ; {
		if kid.Op != Word || kid.Title != p.title {
			return nil, fault(kid.col, "NEAR joins single words only", example)
		}
		out.Terms = append(out.Terms, kid.Terms[0])
		x := p.peek()
		if x.kind != lexNear {
			return out, nil
		}
		p.take()
		if x.n != out.N {
			return nil, fault(x.col, "one chain of NEAR has one distance", "trump NEAR/5 putin NEAR/5 zelensky")
		}
		if k := p.peek().kind; k != lexWord && k != lexPhrase && k != lexNot && k != lexOpen && k != lexField {
			return nil, fault(x.col, "NEAR needs a word on both sides", example)
		}
		if kid, err = p.unary(depth); err != nil {
			return nil, err
		}
	}
}

// unary reads { NOT } atom.
func (p *parser) unary(depth int) (*Node, *Error) {
	x := p.peek()
	if depth > maxDepth {
		return nil, fault(x.col, "this is nested too deep; at most 50 levels are read", "")
	}
	if x.kind != lexNot {
		return p.atom(depth)
	}
	p.take()
	switch p.peek().kind {
	case lexWord, lexPhrase, lexOpen, lexField, lexNot:
	default:
		return nil, fault(x.col, "NOT needs the thing to leave out", "apple -pie")
	}
	if p.filter != 0 {
		return nil, fault(x.col, "put the minus before the field", "openai -source:example.com")
	}
	kid, err := p.unary(depth + 1)
	if err != nil {
		return nil, err
	}
	return &Node{Op: Not, Kids: []*Node{kid}, col: x.col}, nil
}

// atom reads a group, a field with its value, a phrase or a word.
func (p *parser) atom(depth int) (*Node, *Error) {
	x := p.take()
	switch x.kind {
	case lexOpen:
		return p.group(x, depth)
	case lexField:
		return p.field(x, depth)
	default:
		return p.leaf(x)
	}
}

// group reads the rest of a group that open began.
func (p *parser) group(open lexeme, depth int) (*Node, *Error) {
	inner, err := p.or(depth + 1)
	if err != nil {
		return nil, err
	}
	if p.take().kind != lexClose {
		return nil, fault(open.col, "this parenthesis is never closed", "(apple OR google) antitrust")
	}
	if inner == nil {
		return nil, fault(open.col, "there is nothing between these parentheses", "(apple OR google) antitrust")
	}
	return inner, nil
}

// field reads the value of a field.
func (p *parser) field(name lexeme, depth int) (*Node, *Error) {
	if p.title || p.filter != 0 {
		return nil, fault(name.col, "a field cannot stand inside another field's value", "title:recall source:bbc.co.uk")
	}
	x := p.peek()
	if x.kind == lexNot {
		return nil, fault(x.col, "put the minus before the field", "openai -source:example.com")
	}
	if x.kind != lexWord && x.kind != lexPhrase && x.kind != lexOpen {
		return nil, fault(name.col, "", fieldExample(name.text)).says("%s: needs its value right behind it", name.text)
	}
	p.title, p.filter = name.text == "title", filterOp(name.text)
	defer func() { p.title, p.filter = false, 0 }()
	p.take()
	if x.kind == lexOpen {
		return p.group(x, depth)
	}
	first, err := p.leaf(x)
	if err != nil {
		return nil, err
	}
	if first.col = name.col; p.title {
		return first, nil
	}
	out := series{op: Or, col: name.col, first: first}
	for p.peek().kind == lexComma && p.listed() {
		p.take()
		kid, err := p.leaf(p.take())
		if err != nil {
			return nil, err
		}
		out.add(kid)
	}
	return out.node(), nil
}

// listed tells whether the comma here goes on with a filter's list.
func (p *parser) listed() bool {
	x := p.in[p.at+1]
	return (x.kind == lexWord || x.kind == lexPhrase) && !x.star && x.mark == 0
}

// Leaf makes a node of a word or phrase.
func (p *parser) leaf(x lexeme) (*Node, *Error) {
	if p.leaves++; p.leaves > maxLeaves {
		return nil, fault(x.col, "a query has at most 64 words and phrases; split it into two subscriptions", "")
	}
	switch {
	case p.filter != 0:
		return p.filterValue(x)
	case x.star:
		return p.prefix(x)
	default:
		return p.words(x)
	}
}

// words makes a word, or a phrase of what holds several.
func (p *parser) words(x lexeme) (*Node, *Error) {
	out := &Node{Op: Phrase, N: x.n, Title: p.title, quoted: x.kind == lexPhrase, col: x.col}
	out.Terms = make([]Term, 0, len(x.words))
	out.typed = strings.TrimLeft(strings.TrimRight(text.Clean(x.text), " :!?…"), " :!?#…")
	stem := p.stem
	switch x.mark {
	case '=':
		stem = StemNone
	case '~':
		stem = StemFull
	}
	for _, t := range x.words {
		out.Terms = append(out.Terms, Term{Text: t.Text, Stem: stem, CJK: t.CJK})
	}
	switch len(out.Terms) {
	case 0:
		return nil, fault(x.col, "there is no word between these quotes", `"rate cut"`)
	case 1:
		out.Op, out.N = Word, 0
	}
	return out, nil
}

// prefix makes a word with a star behind it.
func (p *parser) prefix(x lexeme) (*Node, *Error) {
	const example = "crypt*"
	tokens := x.words
	if tokens[0].CJK {
		x.star = false // every character is a word: nothing to complete
		return p.words(x)
	}
	switch {
	case x.mark != 0:
		return nil, fault(x.col, "", example).says("a word with * takes no %s", string(x.mark))
	case len(tokens) > 1:
		return nil, fault(x.col, "* goes after one plain word", example)
	case utf8.RuneCountInString(tokens[0].Text) < 3:
		return nil, fault(x.col, "* needs at least three letters before it", example)
	}
	if p.prefixes++; p.prefixes > maxPrefixes {
		return nil, fault(x.col, "", "").says("a query has at most %d words with *", maxPrefixes)
	}
	return &Node{Op: Prefix, Text: tokens[0].Text, typed: text.Clean(x.text), Title: p.title, col: x.col}, nil
}
