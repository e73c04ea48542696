package bottest

import "slices"

// The people of the conversations.
func admin() Person  { return Person{ID: "100", Name: "Ada", Admin: true} }
func member() Person { return Person{ID: "200", Name: "Ben"} }

type conversation struct {
	name  string
	steps []step
}

// conversations is the suite. A platform may add formatting of its own to an
// answer, but the words are these.
func conversations() []conversation {
	return slices.Concat(subscribing(), scheduling(), managing(), choosing(), rights(), badInput(), searching())
}

func subscribing() []conversation {
	a, m := admin(), member()
	return []conversation{
		{name: "subscribe and list", steps: []step{
			{by: m, line: "list", want: []string{"no subscriptions yet", "/news subscribe"}},
			{by: m, line: "subscribe ukraine talks", want: []string{"Subscription 1 is on", "I watch for", "ukraine", "Mode breaking: it rings when several publishers report it", "Languages: en"}},
			{by: m, line: "subscribe earthquake when every", want: []string{"Subscription 2 is on", "each new story at once"}},
			{by: m, line: "subscribe flood from daily.example", want: []string{"Subscription 3 is on", "Only from daily.example", "Mode every: it rings for every new story, because one publisher"}},
			{by: m, line: "subscribe storm when digest from nowhere.example", want: []string{"Subscription 4 is on", "never rings", "No watched feed is from nowhere.example", "/news feeds add nowhere.example"}},
			{by: m, line: "list", want: []string{"4 subscriptions", "1. ukraine talks · breaking", "2. earthquake · every", "3. flood · every · from daily.example"}},
			{by: m, line: "subscribe ukraine talks", want: []string{"has that already: it is subscription 1"}},
		}},
		{name: "unsubscribe", steps: []step{
			{by: m, line: "unsubscribe", want: []string{"no subscriptions yet"}},
			{by: m, line: "subscribe ukraine when every", want: []string{"Subscription 1 is on"}},
			{by: a, line: "subscribe earthquake when every", want: []string{"Subscription 2 is on"}},
			{by: m, line: "unsubscribe", want: []string{"Which subscription", "1. ukraine", "2. earthquake"}},
			{by: m, line: "unsubscribe 2", want: []string{"is someone else's"}, rights: true},
			{by: m, line: "unsubscribe ukraine", want: []string{"Subscription 1 is off", "/news subscribe ukraine when every"}},
			{by: a, line: "unsubscribe 2", want: []string{"Subscription 2 is off"}},
			{by: a, line: "unsubscribe 7", want: []string{`Which one is "7"?`, "/news list"}},
		}},
		{name: "an unreadable query", steps: []step{
			{by: m, line: "subscribe (ukraine talks", want: []string{"I cannot read that query", "(ukraine talks", "^"}},
			{by: m, line: "list", want: []string{"no subscriptions yet"}},
		}},
		{name: "typed wrongly", steps: []step{
			{by: m, line: "subscribe", want: []string{"subscribe needs a query", "/news subscribe ukraine"}, typed: true},
			{by: m, line: "subscibe ukraine", want: []string{"I do not know", "Did you mean: /news subscribe"}, typed: true},
			{by: m, line: "xyzzy", want: []string{"I do not know", "/news help"}, typed: true},
			{by: m, line: "/news Subscribe “peace talks”", want: []string{"Subscription 1 is on"}, typed: true},
		}},
		{name: "look up", steps: []step{
			{by: m, line: "preview earthquake", want: []string{"The last 7 days: 1 story", "Strong earthquake shakes the coast"}},
			{by: m, line: "top", want: []string{"Most reported in the last 24 hours", "Trump and Putin", "Strong earthquake"}},
			{by: m, line: "summary https://wire.example/talks", want: []string{"Trump and Putin agree", "ninety minutes", "Example Wire", "Daily Example"}},
			{by: m, line: "summary https://unknown.example/x", want: []string{"I have not seen that article"}},
		}},
		{name: "why", steps: []step{
			{by: m, line: "why https://daily.example/quake", want: []string{"Strong earthquake", "1 publisher since", "No subscription of this channel matches"}},
			{by: m, line: "subscribe earthquake when breaking", want: []string{"Subscription 1 is on"}},
			{by: m, line: "why https://daily.example/quake", want: []string{"Subscription 1 (earthquake, breaking) matches", "waits for more publishers"}},
			{by: m, line: "why https://unknown.example/x", want: []string{"I have not seen that article"}},
			{by: m, line: "why", want: []string{"Nothing rang here in the last week"}},
		}},
	}
}

func scheduling() []conversation {
	a, m := admin(), member()
	return []conversation{
		{name: "digest", steps: []step{
			{by: a, line: "digest list", want: []string{"no digests yet"}},
			{by: a, line: "digest now", want: []string{"no digest yet"}},
			{by: a, line: "digest daily at 09:00 in Europe/Berlin about ukraine", want: []string{"Digest 1 is on", "daily at 09:00", "Europe/Berlin", "ukraine", "Next: Thu 13 Feb 09:00, Fri 14 Feb 09:00, Sat 15 Feb 09:00"}},
			{by: a, line: "digest list", want: []string{"1 digest", "1. daily at 09:00 (Europe/Berlin), about ukraine · next Thu 13 Feb 09:00"}},
			{by: m, line: "digest now", want: []string{"on its way"}},
			{by: a, line: "digest daily at 09:00 in Europe/Berlin about ukraine", want: []string{"has that already"}},
			{by: a, line: "digest off", want: []string{"Digest 1 is off", "/news digest daily at 09:00 in Europe/Berlin about ukraine"}},
			{by: a, line: "digest off 3", want: []string{`Which one is "3"?`}},
		}},
		{name: "digest refused", steps: []step{
			{by: m, line: "digest daily at 09:00", want: []string{"Only those who manage this channel"}, rights: true},
			{by: a, line: "digest whenever you like", want: []string{"I cannot read that schedule", "/news digest"}},
			{by: a, line: "digest */5 * * * *", want: []string{"at most every 15 minutes"}},
			{by: a, line: "digest daily at 09:00 in Narnia/Lantern", want: []string{"Narnia"}},
			{by: a, line: "digest list", want: []string{"no digests yet"}},
		}},
	}
}

func managing() []conversation {
	a, m := admin(), member()
	return []conversation{
		{name: "feeds", steps: []step{
			{by: m, line: "feeds list", want: []string{"4 feeds, 1 ill", "Slow Gazette (slow.example) · ill for 3 h: no answer within 10 s", "Corporate news · well", "Daily Example (daily.example) · well, last news 20 min ago"}, not: []string{"intranet"}},
			{by: m, line: "feeds add https://new.example/news", want: []string{"Only those who manage this channel"}, rights: true},
			{by: a, line: "feeds add https://new.example/news", want: []string{"new.example has 2 feeds", "1. New Example", "12 articles", "2. New Example Sport", "/news feeds add https://new.example/news 1"}},
			{by: a, line: "feeds add new.example/news 3", want: []string{"new.example has 2 feeds"}},
			{by: a, line: "feeds add new.example/news 1", want: []string{"I watch New Example now", "https://new.example/rss.xml", "12 articles"}},
			{by: a, line: "feeds add new.example/news 1", want: []string{"New Example is watched already"}},
			{by: a, line: "feeds add new.example/news", want: []string{"1. New Example", "watched already", "2. New Example Sport"}},
			{by: m, line: "subscribe harbour from one.example", want: []string{"Only from one.example", "Now watching One Example for it: https://one.example/feed"}},
			{by: m, line: "feeds list one", want: []string{"1 feed with", "One Example"}},
			{by: m, line: "feeds list nothing-like-it", want: []string{"0 feeds with"}},
			{by: m, line: "feeds list 7", want: []string{"6 feeds"}},
			{by: a, line: "feeds remove Daily Example", want: []string{"built-in list", "-source:daily.example"}},
			{by: a, line: "feeds add http://127.0.0.1/feed", want: []string{"private network"}},
			{by: a, line: "feeds add https://empty.example/", want: []string{"There is no feed at empty.example"}},
			{by: a, line: "feeds remove new.example", want: []string{"I no longer watch New Example"}},
			{by: a, line: "feeds remove Example Wire", want: []string{"added by the operator"}},
			{by: a, line: "feeds remove intranet.corp.example", want: []string{"I watch no feed called"}},
		}},
		{name: "settings", steps: []step{
			{by: m, line: "settings", want: []string{"zone: UTC", "languages: en", "budget: about 5 breaking alerts a day (the operator's default)", "state: active"}},
			{by: m, line: "set zone Europe/Berlin", want: []string{"Only those who manage this channel"}, rights: true},
			{by: a, line: "set zone Europe/Berlin", want: []string{"Europe/Berlin", "Wed 12 Feb 18:30"}},
			{by: a, line: "set languages de, en", want: []string{"languages is set: de, en"}},
			{by: a, line: "set language klingon", want: []string{"I speak en, de, fr, es or uk", "/news set language de"}},
			{by: a, line: "set language uk", want: []string{"language"}},
			{by: a, line: "set language en", want: []string{"language"}},
			{by: a, line: "set languages klingon", want: []string{"is not a language code"}},
			{by: a, line: "set budget 3", want: []string{"about 3 breaking alerts a day"}},
			{by: a, line: "set budget lots", want: []string{"from 0 to 10000"}},
			{by: m, line: "settings", want: []string{"zone: Europe/Berlin", "languages: de, en", "budget: about 3"}},
		}},
		{name: "pause, test, export", steps: []step{
			{by: a, line: "pause", want: []string{"This channel is paused", "/news resume"}},
			{by: a, line: "subscribe ukraine when every from wire.example", want: []string{"Subscription 1 is on", "is suspended: paused by"}},
			{by: a, line: "resume", want: []string{"I post here again"}},
			{by: m, line: "test", want: []string{"A sample alert is on its way"}},
			{by: a, line: "digest weekdays at 09:00", want: []string{"Digest 1 is on"}},
			{by: m, line: "export", want: []string{"/news set zone UTC", "/news subscribe ukraine when every from wire.example", "/news digest weekdays at 09:00 in UTC"}},
		}},
		{name: "help", steps: []step{
			{by: m, line: "help", want: []string{"What I can do", "subscribe <query>", "digest <schedule>", "feeds add <url>"}},
			{by: m, line: "help digest", want: []string{"digest", "For example:", "/news digest daily at 09:00"}},
		}},
	}
}
