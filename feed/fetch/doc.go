// Package fetch is the only way from newsbell to feeds and pages on the web:
// the network side of stage 1. Package feed decides when to ask and what the
// answer means; feed/wire and feed/page read it.
//
// A [Client] is polite (conditional, compressed, bounded, by name) and safe.
// Addresses come from people and from feeds, so every connection, on every hop
// of every redirect, is checked where it is made: after the name is resolved
// and before a packet leaves. Only http and https, never through a proxy that
// the environment names. A fault is a *news.Error whose code is one of the Ill
// constants; its message never holds what the other side wrote.
package fetch
