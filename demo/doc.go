// Package demo is a small newsroom that needs no network: a handful of invented
// publishers whose feeds fill as a clock of the demo's own moves through the
// evening of 12 February 2025, the day on which Presidents Trump and Putin
// agreed to begin talks on Ukraine. The publishers are invented and the texts
// are our own words; the events are public facts.
//
// [Newsroom] serves the feeds and pages over HTTP as they stand at a time;
// [Scenario] is the conversation that `newsbell demo --script` plays and
// checks. Package demo/show wires both to the real program.
package demo
