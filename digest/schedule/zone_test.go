package schedule_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"newsbell/digest/schedule"
	"newsbell/news"
)

func TestZone(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"Europe/Berlin", "Europe/Berlin"},
		{"europe/berlin", "Europe/Berlin"},
		{" America/New York ", "America/New_York"},
		{"Berlin", "Europe/Berlin"},
		{"new york", "America/New_York"},
		{"NEW_YORK", "America/New_York"},
		{"São Paulo", "America/Sao_Paulo"},
		{"Buenos Aires", "America/Buenos_Aires"},
		{"Munich", "Europe/Berlin"},
		{"München", "Europe/Berlin"},
		{"St. Louis", "America/Chicago"},
		{"Kiev", "Europe/Kiev"},
		{"Kyiv", "Europe/Kyiv"},
		{"Lord Howe", "Australia/Lord_Howe"},
		{"utc", "UTC"},
		{"", "UTC"},
		{"cet", "CET"},
		{"Etc/GMT-3", "Etc/GMT-3"},
	} {
		zone, name, err := schedule.Zone(tt.name)
		if err != nil || name != tt.want || zone.String() != tt.want {
			t.Errorf("Zone(%q) = %v, %q, %v; want %s", tt.name, zone, name, err, tt.want)
		}
	}
}

func TestZone_mistakes(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"Berln", `there is no time zone "Berln", did you mean Europe/Berlin?`},
		{"Europe/Berlim", `there is no time zone "Europe/Berlim", did you mean Europe/Berlin?`},
		{"Munchn", `there is no time zone "Munchn", did you mean Europe/Berlin?`},
		{"PST", `there is no time zone "PST": write a zone or a city such as America/Los_Angeles`},
		{"CEST", `there is no time zone "CEST": write a zone or a city such as Europe/Berlin`},
		{"UTC+2", `there is no time zone "UTC+2": an offset knows no clock changes, write a city such as Berlin or New York`},
		{"+01:00", `there is no time zone "+01:00": an offset knows no clock changes, write a city such as Berlin or New York`},
		{"Local", `there is no time zone "Local", write a city such as Berlin or a name such as Europe/Berlin`},
		{"../../etc/passwd", `there is no time zone "../../etc/passwd", write a city such as Berlin or a name such as Europe/Berlin`},
		{"Xyzzyqwert/Foo", `there is no time zone "Xyzzyqwert/Foo", write a city such as Berlin or a name such as Europe/Berlin`},
	} {
		_, _, err := schedule.Zone(tt.name)
		if e, ok := errors.AsType[*news.Error](err); !ok || e.Code != "bad_zone" || e.Message != tt.want {
			t.Errorf("Zone(%q): got %v, want %s", tt.name, err, tt.want)
		}
	}
}

// Every name that is proposed can be used.
func TestZones(t *testing.T) {
	all := schedule.Zones("", 1000)
	if len(all) < 450 {
		t.Fatalf("only %d zones", len(all))
	}
	for _, name := range all {
		if _, err := time.LoadLocation(name); err != nil {
			t.Error(err)
		}
		if _, got, err := schedule.Zone(name); err != nil || got != name {
			t.Errorf("Zone(%q) = %q, %v", name, got, err)
		}
	}
	for _, tt := range []struct {
		typed string
		want  []string
	}{
		{"berl", []string{"Europe/Berlin"}},
		{"munic", []string{"Europe/Berlin"}},
		{"new y", []string{"America/New_York"}},
		{"lord h", []string{"Australia/Lord_Howe"}},
		{"qqq", nil},
	} {
		if got := schedule.Zones(tt.typed, 25); !slices.Equal(got, tt.want) {
			t.Errorf("Zones(%q) = %v, want %v", tt.typed, got, tt.want)
		}
	}
	if got := schedule.Zones("", 25); len(got) != 25 {
		t.Errorf("Zones gives %d names, want 25", len(got))
	}
}

func BenchmarkZone(b *testing.B) {
	for b.Loop() {
		if _, _, err := schedule.Zone("Europe/Berlin"); err != nil {
			b.Fatal(err)
		}
	}
}
