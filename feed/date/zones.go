package date

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// takeOffset reads +0100, +01:00, +1 and the like. An offset after a zone name
// is meant from that zone only when the name stands for UTC.
func (d *dateParts) takeOffset(f string) bool {
	f = strings.TrimSuffix(f, "z")
	sign := 1
	if f[0] == '-' {
		sign = -1
	}
	digits := strings.ReplaceAll(strings.Trim(f, "+-"), ":", "")
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) > 4 {
		return false
	}
	h, m := n/100, n%100
	if len(digits) <= 2 {
		h, m = n, 0
	}
	if h > 14 || m > 59 {
		return false
	}
	if d.zone == nil || d.zone == time.UTC {
		d.zone = time.FixedZone("", sign*(h*3600+m*60))
	}
	d.hasZone = true
	return true
}

// takeZone reads a zone's name. A second name, as in "+0000 GMT", is passed
// over.
func (d *dateParts) takeZone(f string) bool {
	if d.hasZone {
		return true
	}
	if i := strings.IndexAny(f, "+-"); i > 0 { // GMT+0100
		return d.takeZone(f[:i]) && d.takeOffset(f[i:])
	}
	offset, ok := zoneOffset(f)
	if ok {
		d.zone = time.FixedZone("", offset*60)
		if offset == 0 {
			d.zone = time.UTC
			return true
		}
		d.hasZone = true
		return true
	}
	if !strings.Contains(f, "/") {
		return false
	}
	loc, err := time.LoadLocation(zoneName(f))
	if err != nil {
		return false
	}
	d.zone, d.hasZone = loc, true
	return true
}

// zoneName gives an IANA zone's name its capitals back.
func zoneName(folded string) string {
	b := []byte(folded)
	for i := range b {
		if (i == 0 || b[i-1] == '/' || b[i-1] == '_') && b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	if name := string(b); name != "Etc/Gmt" {
		return name
	}
	return "Etc/GMT"
}

// zoneOffset gives the minutes east of UTC of a zone's short name. Ambiguous
// ones are read as in America and western Europe, where feeds use them.
func zoneOffset(name string) (minutes int, ok bool) {
	for offset, names := range map[int]string{
		0: "z ut utc gmt wet", 60: "bst cet met mez west", 120: "cest mest mesz eet sast", 180: "eest msk", 330: "ist", 480: "hkt sgt awst",
		540: "jst kst", 600: "aest", 660: "aedt", 720: "nzst", 780: "nzdt", -180: "adt", -240: "ast at edt", -300: "est et cdt",
		-360: "cst ct mdt", -420: "mst mt pdt", -480: "pst pt akdt", -540: "akst", -600: "hst",
	} {
		if slices.Contains(strings.Fields(names), name) {
			return offset, true
		}
	}
	return 0, false
}

// monthOf gives the number of a month's folded name in English, German,
// French, Spanish, Italian, Portuguese, Dutch or Polish; 0 for other words.
func monthOf(w string) int {
	if len(w) < 3 {
		return 0
	}
	switch w {
	case "mai", "maj", "mei", "maggio", "mayo", "maio", "may", "maja", "mag":
		return 5
	case "juin", "june", "juni", "junio", "junho", "jun", "giu", "giugno", "cze", "czerwca":
		return 6
	case "juil", "juillet", "july", "juli", "julio", "julho", "jul", "lug", "luglio", "lip", "lipca":
		return 7
	case "lut", "lutego":
		return 2
	case "kwi", "kwietnia":
		return 4
	case "sie", "sierpnia", "aout", "ago", "agosto":
		return 8
	case "wrz", "wrzesnia", "set", "sett", "settembre", "setembro":
		return 9
	case "paz", "pazdziernika", "out", "outubro", "ott", "ottobre":
		return 10
	case "lis", "listopada":
		return 11
	case "gru", "grudnia", "dez", "dezember", "dezembro", "dic", "dicembre", "diciembre":
		return 12
	case "sty", "stycznia", "ene", "enero", "gen", "gennaio", "jan", "jaenner", "janner":
		return 1
	case "abr", "abril", "avr", "avril":
		return 4
	case "mrz", "mrt", "maart", "marz", "maerz", "mars", "marca", "marzo", "marco", "mar", "march":
		return 3
	case "sept":
		return 9
	}
	for i, name := range []string{
		"january janvier januar januari janeiro", "february fevrier februar februari febrero febbraio fevereiro", "", "april aprile", "", "", "",
		"august augustus", "september septembre septiembre", "october octobre oktober octubre", "november novembre noviembre novembro", "december decembre", //nolint:misspell // French
	} {
		for full := range strings.FieldsSeq(name) {
			if len(w) >= 3 && strings.HasPrefix(full, w) {
				return i + 1
			}
		}
	}
	return 0
}
