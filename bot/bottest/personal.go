package bottest

// personal are conversations of one person with newsbell in a direct message:
// nobody's leave is asked.
func personal() []conversation {
	m := member()
	return []conversation{
		{name: "news for oneself", steps: []step{
			{by: m, line: "list", want: []string{"no subscriptions yet"}},
			{by: m, line: "subscribe ukraine talks", want: []string{"Subscription 1 is on", "ukraine"}},
			{by: m, line: "digest daily at 09:00 in Europe/Berlin", want: []string{"Digest 1 is on", "daily at 09:00", "Europe/Berlin"}},
			{by: m, line: "digest now", want: []string{"on its way"}},
			{by: m, line: "quiet 22:00-07:00", want: []string{"Quiet hours are set", "from 22:00 to 07:00"}},
			{by: m, line: "set budget 3", want: []string{"about 3 breaking alerts a day"}},
			{by: m, line: "set zone Europe/Kyiv", want: []string{"Europe/Kyiv"}},
			{by: m, line: "settings", want: []string{"zone: Europe/Kyiv", "budget: about 3"}},
			{by: m, line: "search ukraine", want: []string{"Trump and Putin"}},
			{by: m, line: "top", want: []string{"Most reported in the last 24 hours", "Trump and Putin"}},
			{by: m, line: "why https://wire.example/talks", want: []string{"Subscription 1 (ukraine talks, breaking) matches"}},
			{by: m, line: "mute https://wire.example/talks", want: []string{"Muted:"}},
			{by: m, line: "pause", want: []string{"paused"}},
			{by: m, line: "resume", want: []string{"I post here again"}},
			{by: m, line: "export", want: []string{"/news set budget 3", "/news subscribe ukraine talks", "/news digest daily at 09:00 in Europe/Berlin"}},
			{by: m, line: "digest off", want: []string{"Digest 1 is off"}},
			{by: m, line: "unsubscribe 1", want: []string{"Subscription 1 is off"}},
			{by: m, line: "list", want: []string{"no subscriptions yet"}},
		}},
	}
}
