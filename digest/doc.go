// Package digest is stage 4b, Match -> Delivery: what did not interrupt comes
// as a ranked list when the channel wants it. It holds the language of
// schedules, the composition of a digest and the Editor, which takes what is
// due; next, package deliver sends it.
//
// # Schedules
//
// A Schedule is a set of times on the wall clock; a zone turns them into
// instants, with one rule for every kind of schedule: a local time that a clock
// change skips fires at the first instant after the gap, a repeated one fires
// at its first occurrence only, and two that fall on one instant fire once.
//
// # Exactly once
//
// A digest covers (end of the last one, slot]. Its slot is taken by
// compare-and-set in the transaction that writes the delivery, so any number of
// editors may race and a crash loses or doubles nothing. After downtime the
// newest missed slot alone is sent, late, and says so; what the missed ones
// would have covered is in it.
package digest

import _ "time/tzdata" // zones on machines without a zone database
