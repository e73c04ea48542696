// Package card lays messages out for Discord: components of version 2 with a
// classic embed as the simpler form, escaped, cut to Discord's limits, and
// marked with their delivery. It knows no network. Package post sends the
// bytes next; a Session of package discord shows the answers.
package card
