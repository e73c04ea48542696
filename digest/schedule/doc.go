// Package schedule holds the language of schedules for stage 4b, Match ->
// Delivery: it reads when a digest shall come and in which zone; next, package
// digest takes what is due.
//
// A Schedule is a set of times on the wall clock; a zone turns them into
// instants, with one rule for every kind of schedule: a local time that a clock
// change skips fires at the first instant after the gap, a repeated one fires
// at its first occurrence only, and two that fall on one instant fire once.
package schedule

import _ "time/tzdata" // zones on machines without a zone database
