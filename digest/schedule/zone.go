package schedule

import (
	_ "embed" // the lists of zones
	"regexp"
	"slices"
	"strings"
	"time"

	"newsbell/news"
	"newsbell/spell"
	"newsbell/text"
)

// zoneNames lists the zone database's names, version 2025c.
//
//go:embed zones.txt
var zoneNames string

// cityNames lists further places and the zones they lie in.
//
//go:embed cities.txt
var cityNames string

// Zone finds a time zone by its IANA name, in any case, or by a city ("Berlin",
// "new york", "São Paulo"); it gives the IANA name too. An empty name is UTC.
// The error is a *news.Error with code "bad_zone" that proposes one.
func Zone(name string) (*time.Location, string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return time.UTC, "UTC", nil
	}
	iana, ok := lookup(name)
	if !ok && regexp.MustCompile(`^[A-Z]\w+(/[\w+-]+)+$`).MatchString(name) {
		iana, ok = name, true // perhaps newer than the list
	}
	if ok {
		if zone, err := time.LoadLocation(iana); err == nil {
			return zone, iana, nil
		}
	}
	return nil, "", noZone(name)
}

// Zones proposes up to n IANA names for what has been typed so far: those whose
// city starts with it first, then those that hold it anywhere.
func Zones(typed string, n int) []string {
	want := placeKey(typed)
	var first, rest []string
	for name := range strings.Lines(zoneNames) {
		name = strings.TrimSpace(name)
		switch {
		case !continental(name):
		case strings.HasPrefix(placeKey(city(name)), want):
			first = append(first, name)
		case strings.Contains(placeKey(name), want):
			rest = append(rest, name)
		}
	}
	if want != "" {
		for place, zone := range cities() {
			if strings.HasPrefix(place, want) && zone[0] != '?' {
				first = append(first, zone)
			}
		}
	}
	slices.Sort(first)
	all := slices.Compact(append(slices.Compact(first), rest...))
	return all[:min(n, len(all))]
}

// lookup finds the IANA name of a zone or city.
func lookup(name string) (string, bool) {
	if strings.Contains("\n"+zoneNames, "\n"+name+"\n") {
		return name, true
	}
	want := placeKey(name)
	best := ""
	for line := range strings.Lines(zoneNames) {
		zone := strings.TrimSpace(line)
		if placeKey(zone) == want {
			return zone, true
		}
		if continental(zone) && placeKey(city(zone)) == want && (best == "" || len(zone) < len(best)) {
			best = zone
		}
	}
	if zone, ok := cities()[want]; ok && best == "" && zone[0] != '?' {
		best = zone
	}
	return best, best != ""
}

// noZone says that there is no such zone and what may have been meant.
func noZone(name string) *news.Error {
	shown := text.Truncate(name, 40)
	want := placeKey(name)
	places := cities()
	if zone, ok := places[want]; ok {
		return news.Fault("bad_zone", "there is no time zone %q: write a zone or a city such as %s", shown, strings.TrimPrefix(zone, "?"))
	}
	if regexp.MustCompile(`^(utc|gmt)?\s*[+-]?\d`).MatchString(want) {
		return news.Fault("bad_zone", "there is no time zone %q: an offset knows no clock changes, write a city such as Berlin or New York", shown)
	}
	known := make([]string, 0, 800)
	for line := range strings.Lines(zoneNames) {
		zone := strings.TrimSpace(line)
		if continental(zone) {
			known = append(known, placeKey(zone))
			places[placeKey(zone)] = zone
			known = append(known, placeKey(city(zone)))
			places[placeKey(city(zone))] = zone
		}
	}
	for place, zone := range cities() {
		if zone[0] != '?' {
			known = append(known, place)
		}
	}
	slices.Sort(known)
	if near, ok := spell.Nearest(want, known); ok {
		return news.Fault("bad_zone", "there is no time zone %q, did you mean %s?", shown, places[near])
	}
	return news.Fault("bad_zone", "there is no time zone %q, write a city such as Berlin or a name such as Europe/Berlin", shown)
}

// cities reads the list of further places.
func cities() map[string]string {
	places := map[string]string{}
	for line := range strings.Lines(cityNames) {
		if place, zone, ok := strings.Cut(strings.TrimSpace(line), " "); ok && place != "#" {
			places[placeKey(place)] = zone
		}
	}
	return places
}

// placeKey is a name for comparing: folded, with blanks for underscores.
func placeKey(name string) string {
	folded := text.Fold(strings.Map(func(r rune) rune {
		if r == '_' || r == '.' {
			return ' '
		}
		return r
	}, name))
	return strings.Join(strings.Fields(folded), " ")
}

// city is the last part of an IANA name.
func city(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// continental reports whether an IANA name ends in a city.
func continental(name string) bool {
	area, _, ok := strings.Cut(name, "/")
	return ok && slices.Contains([]string{
		"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
	}, area)
}
