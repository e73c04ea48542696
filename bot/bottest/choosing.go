package bottest

// choosing are the conversations about quiet hours, settings and stories.
func choosing() []conversation {
	a, m := admin(), member()
	const talks = "https://wire.example/talks"
	return []conversation{
		{name: "quiet hours", steps: []step{
			{by: m, line: "quiet 22:00-07:00", want: []string{"Only those who manage this channel"}, rights: true},
			{by: a, line: "quiet 22:00-07:00", want: []string{"Quiet hours are set", "from 22:00 to 07:00 (UTC)", "one list", "set breakthrough 6"}},
			{by: a, line: "set breakthrough 6", want: []string{"what 6 publishers report rings in quiet hours"}},
			{by: a, line: "quiet 10pm to 9:30am on fri, sat in Europe/Berlin", want: []string{"from 22:00 to 09:30 (Europe/Berlin), beginning on Fri and Sat", "What 6 publishers report rings all the same"}},
			{by: m, line: "settings", want: []string{"breakthrough: what 6 publishers", "quiet hours: from 22:00 to 09:30 (Europe/Berlin), beginning on Fri and Sat"}},
			{by: m, line: "export", want: []string{"/news set breakthrough 6", "/news quiet 22:00-09:30 on fri, sat in Europe/Berlin"}},
			{by: a, line: "quiet off", want: []string{"Quiet hours are off", "in one list"}},
			{by: a, line: "quiet off", want: []string{"has no quiet hours"}},
			{by: a, line: "quiet at night", want: []string{"cannot read those hours", "/news quiet 22:00-07:00"}},
			{by: a, line: "quiet 25:00-07:00", want: []string{"cannot read those hours"}},
			{by: a, line: "quiet 07:00-07:00", want: []string{"begin when they end"}},
			{by: a, line: "quiet 22:00-07:00 on blursday", want: []string{`cannot read the days "blursday"`}},
			{by: a, line: "quiet 22:00-07:00 in Mars/Base", want: []string{"Mars/Base"}},
		}},
		{name: "settings of a channel", steps: []step{
			{by: a, line: "set width tight", want: []string{"width is set: tight"}},
			{by: a, line: "set quiet_day on", want: []string{"an empty digest says that nothing happened"}},
			{by: a, line: "set mention everyone", want: []string{"Mention the role or user group"}},
			{by: a, line: "set subscribers admins", want: []string{"subscribers is set: admins"}},
			{by: m, line: "subscribe flood", want: []string{"only those who manage it may subscribe"}, rights: true},
			{by: m, line: "mute " + talks, want: []string{"only those who manage it may subscribe, mute and follow"}, rights: true},
			{by: a, line: "set configurers everyone", want: []string{"configurers is set: everyone"}},
			{by: m, line: "set width wide", want: []string{"width is set: wide"}},
			{by: m, line: "set subscribers everyone", want: []string{"Only those who manage this channel"}, rights: true},
			{by: a, line: "set breakthrough 1", want: []string{"Give a number from 2 to 100, or off"}},
		}},
		{name: "what people say of stories", steps: []step{
			{by: m, line: "forget", want: []string{"mutes, follows and weighs down nothing"}},
			{by: m, line: "mute " + talks, want: []string{"Muted: Trump and Putin agree", "until Thu 13 Feb 17:30", "/news forget 1"}},
			{by: m, line: "follow " + talks + " for 3 days", want: []string{"Followed: Trump and Putin agree", "until Sat 15 Feb 17:30"}},
			{by: m, line: "fewer https://daily.example/quake for 2 weeks", want: []string{"Fewer like this: Strong earthquake", "until Wed 26 Feb 17:30"}},
			{by: m, line: "settings", want: []string{"What was said of stories", "1. follow: Trump and Putin", "2. fewer: Strong earthquake", "/news forget 1"}},
			{by: m, line: "forget", want: []string{"Which one shall I forget?", "1. follow"}},
			{by: m, line: "forget 9", want: []string{`Which one is "9"?`}},
			{by: m, line: "forget 1", want: []string{"Forgotten: follow of Trump and Putin"}},
			{by: m, line: "mute https://wire.example/none", want: []string{"not"}},
			{by: m, line: "mute " + talks + " for 900 weeks", want: []string{"/news"}},
		}},
		{name: "what a subscription would bring", steps: []step{
			{by: m, line: "preview ukraine", want: []string{"The last 7 days: 1 story", "I looked for articles with", "it would have brought 1 story, 1 of them from more than one publisher", "Trump and Putin agree"}},
			{by: m, line: "preview ukarine", want: []string{"0 stories", "Nothing of the last 7 days matches it", `No headline of the last 7 days holds "ukarine". Did you mean "ukraine"?`}},
			{by: m, line: "preview flood source:wire.exmaple", want: []string{"No watched feed is from wire.exmaple. Did you mean wire.example?"}},
			{by: m, line: "subscribe earthqake", want: []string{"Subscription 1 is on", "Nothing of the last 7 days matches it", `Did you mean "earthquake"?`}},
		}},
		{name: "a digest's length and style", steps: []step{
			{by: a, line: "digest daily at 09:00 about ukraine top 12 as headlines", want: []string{"Digest 1 is on", "about ukraine, 12 stories at most, as headlines"}},
			{by: m, line: "export", want: []string{"/news digest daily at 09:00 in UTC about ukraine top 12 as headlines"}},
		}},
	}
}
