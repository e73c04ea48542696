package news

// A Lookup is what an index of articles is asked. Each of its clauses is a list
// of keys of which one must be there; a key that ends in * stands for all that
// begin so. An empty lookup asks for every article. What fits it may still not
// be what was searched for: a lookup leaves out what keys cannot tell.
type Lookup [][]string
