package bottest

import (
	"slices"
	"testing"
)

// TestAdversities holds the table together: each hazard has one row, is met on
// some way, and has a reason wherever it is not.
func TestAdversities(t *testing.T) {
	ways := []Way{Gateway, Socket, Signed, Page}
	seen := map[Hazard]bool{}
	met := map[Way]int{}
	for _, row := range adversities() {
		if seen[row.hazard] || row.hazard == "" || row.hazard == Well {
			t.Errorf("%q has no row of its own", row.hazard)
		}
		seen[row.hazard] = true
		somewhere := false
		for _, way := range ways {
			if row.absent[way] == "" {
				somewhere = true
				met[way]++
			}
		}
		if !somewhere {
			t.Errorf("%s: it befalls nobody", row.hazard)
		}
		for _, reasons := range []map[Way]string{row.absent, row.lost} {
			for way, why := range reasons {
				if !slices.Contains(ways, way) || len(why) < 10 {
					t.Errorf("%s: %q is no reason on %q", row.hazard, why, way)
				}
			}
		}
		if !row.refused && len(row.want) == 0 && len(row.lost) == 0 {
			t.Errorf("%s: nothing must come of it", row.hazard)
		}
	}
	// A row that a platform no longer meets must be taken out here too.
	for way, want := range map[Way]int{Gateway: 21, Socket: 16, Signed: 33, Page: 10} {
		if met[way] != want {
			t.Errorf("%s meets %d of %d hazards, want %d", way, met[way], len(seen), want)
		}
	}
}
