package names

import "testing"

func TestSkeleton(t *testing.T) {
	for _, tc := range []struct{ a, langA, b, langB string }{
		{"putin", "en", "путиным", "ru"},
		{"trump", "en", "трампа", "ru"},
		{"zelensky", "en", "зеленский", "ru"},
		{"johnson", "en", "джонсон", "ru"},
		{"scholz", "de", "шольц", "ru"},
		{"kharkiv", "en", "харків", "uk"},
		{"khamenei", "en", "хаменеи", "ru"},
		{"macron", "fr", "макрона", "ru"},
		{"mitsotakis", "en", "μητσοτακησ", "el"},
	} {
		if a, b := Skeleton(tc.a, tc.langA), Skeleton(tc.b, tc.langB); a != b {
			t.Errorf("%s is %q and %s is %q", tc.a, a, tc.b, b)
		}
	}
	if a, b := Skeleton("merkel", "de"), Skeleton("markle", "en"); a != b {
		t.Logf("%q and %q", a, b) // alike by design: one name alone never counts
	}
}

func TestSame(t *testing.T) {
	quake := Of("Strong quake near Petropavlovsk injures 47", "Tremors of the quake near Petropavlovsk in Kamchatka on Tuesday hurt 47 people, governor Solodov said.", "en")
	for _, tc := range []struct {
		name        string
		a           Marks
		title, lead string
		lang        string
		reason      string
	}{
		{
			"names and a number", quake, "Землетрясение у Петропавловска: пострадали 47 человек",
			"Подземные толчки произошли на Камчатке, заявил губернатор Солодов.", "ru", ReasonNumbers,
		},
		{
			"names alone", quake, "Starkes Beben bei Petropavlovsk", "Das Beben traf Kamchatka, wie Gouverneur Solodov sagte.", "de", ReasonNames,
		},
		{"one name", quake, "Flughafen Petropavlovsk bekommt neue Landebahn", "Die Bahn wird 3 km lang.", "de", ""},
		{"no name in the headlines", quake, "Viele Verletzte nach Beben", "Kamchatka: Petropavlovsk meldet 47 Verletzte, sagt Solodov.", "de", ""},
		{"a number alone", quake, "47 Verletzte bei Busunfall", "In Bayern verunglückte ein Bus.", "de", ""},
		{
			"generic words", Of("President Minister Parliament vote", "", "en"),
			"Präsident und Minister im Parlament", "", "de", "",
		},
		{"a script without capitals", quake, "堪察加地震造成47人受伤", "地震发生在周二。", "zh", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			reason, ok := Same(tc.a, Of(tc.title, tc.lead, tc.lang))
			if reason != tc.reason || ok != (tc.reason != "") {
				t.Errorf("got %q, %t; want %q (%v, %v)", reason, ok, tc.reason, tc.a, Of(tc.title, tc.lead, tc.lang))
			}
		})
	}
}

func TestNumber(t *testing.T) {
	for in, want := range map[string]string{"7": "", "47": "47", "2025": "", "1987": "", "7.8": "78", "1500": "1500"} {
		if got := number(in); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("Путин и Trump", "Λόγος 12", "ru")
	f.Fuzz(func(t *testing.T, title, lead, lang string) {
		m := Of(title, lead, lang)
		if len(m.Head) > len(m.All) {
			t.Error("a name of the headline is missing among all")
		}
	})
}
