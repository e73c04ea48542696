// Package health judges how feeds are: a part of stage 1. It knows every ill
// that a feed can have by its code, what it means and what can be done about
// it, and decides when the people who asked for a feed are told. It is pure;
// package feed asks it at each poll and commits the answer with the poll.
//
// People are told once of a cause, after it has lasted, and once when all is
// well again. [Judge] remembers in the feed's Told what they know.
package health
