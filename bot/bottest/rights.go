package bottest

// Group is the role or user group that the third person of the conversations is
// in.
const Group = "112233445566778899"

func editor() Person { return Person{ID: "300", Name: "Cleo", Groups: []string{Group}} }

// rights are conversations about who may do what.
func rights() []conversation {
	a, m, e := admin(), member(), editor()
	return []conversation{
		{name: "only a group subscribes", steps: []step{
			{by: m, line: "set subscribers everyone", want: []string{"Only those who manage this channel"}, rights: true},
			{by: a, line: "set subscribers <@&" + Group + ">", want: []string{"subscribers is set: the members of the group " + Group}},
			{by: m, line: "subscribe flood", want: []string{"Only the members of the group " + Group}, rights: true},
			{by: e, line: "subscribe flood when every", want: []string{"Subscription 1 is on"}, rights: true},
			{by: e, line: "set subscribers everyone", want: []string{"Only those who manage this channel"}, rights: true},
			{by: a, line: "subscribe storm when every", want: []string{"is on"}},
			{by: m, line: "list", want: []string{"storm"}},
			{by: a, line: "export", want: []string{"/news set subscribers <", Group}},
			{by: a, line: "set subscribers default", want: []string{"subscribers is set: everyone"}},
			{by: m, line: "subscribe flood warning", want: []string{"is on"}},
		}},
		{name: "a group configures", steps: []step{
			{by: e, line: "digest daily at 09:00", want: []string{"Only those who manage this channel"}, rights: true},
			{by: a, line: "set configurers <!subteam^" + Group + "|@editors>", want: []string{"configurers is set: the members of the group " + Group}},
			{by: m, line: "digest daily at 09:00", want: []string{"Only the members of the group"}, rights: true},
			{by: m, line: "feeds add https://one.example", want: []string{"Only the members of the group"}, rights: true},
			{by: e, line: "digest daily at 09:00", want: []string{"Digest 1 is on"}, rights: true},
			{by: e, line: "set configurers everyone", want: []string{"Only those who manage this channel"}, rights: true},
		}},
		{name: "a rule for all channels", steps: []step{
			{by: m, line: "set subscribers admins everywhere", want: []string{"Only those who manage this channel"}, rights: true},
			{by: a, line: "set subscribers admins everywhere", want: []string{"for all channels that have no rule of their own: admins"}},
			{by: m, line: "subscribe flood", want: []string{"only those who manage it may subscribe"}, rights: true},
			{by: a, line: "set subscribers everyone", want: []string{"subscribers is set: everyone"}},
			{by: m, line: "subscribe flood", want: []string{"Subscription 1 is on"}},
			{by: a, line: "set subscribers default everywhere", want: []string{"no rule of their own: everyone"}},
		}},
		{name: "a group that is none", steps: []step{
			{by: a, line: "set subscribers my friends", want: []string{"subscribers is everyone, admins, or a role or user group that you mention"}},
			{by: a, line: "set configurers @everyone", want: []string{"configurers is everyone, admins"}},
		}},
	}
}
