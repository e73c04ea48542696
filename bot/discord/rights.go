package discord

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"newsbell/bot"
	"newsbell/lang"
	"newsbell/news"
)

// posting are the commands after which newsbell posts in the channel by itself.
func posting(command string) bool {
	return slices.Contains([]string{
		bot.CmdSubscribe, bot.CmdDigestSet, bot.CmdDigestNow, bot.CmdFollow, bot.CmdResume, bot.CmdTest, bot.CmdQuiet,
	}, command)
}

// lacking names the rights that newsbell needs in the channel and does not
// have, as Discord's settings call them. A direct message needs none.
func lacking(i *interaction) []string {
	if i.Guild == "" || i.Rights == nil || *i.Rights&discordgo.PermissionAdministrator != 0 {
		return nil
	}
	thread := i.inThread()
	needs := []struct {
		bit  int64
		name string
		not  bool
	}{
		{discordgo.PermissionViewChannel, "View Channel", false},
		{discordgo.PermissionSendMessages, "Send Messages", thread},
		{discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads", !thread},
		{discordgo.PermissionEmbedLinks, "Embed Links", false},
		{discordgo.PermissionReadMessageHistory, "Read Message History", false},
	}
	var names []string
	for _, n := range needs {
		if !n.not && *i.Rights&n.bit == 0 {
			names = append(names, n.name)
		}
	}
	return names
}

// warn adds to the answer of a command what newsbell lacks to carry it out, and
// how to give it.
func warn(i *interaction, command string, m news.Message) news.Message {
	names := lacking(i)
	if len(names) == 0 || !posting(command) || m.Text == nil || m.Text.Error {
		return m
	}
	n, voice, all := *m.Text, lang.In(m.Language), strings.Join(names, ", ")
	n.Lines = append(slices.Clone(n.Lines),
		news.Line{Bold: true, Text: voice.Text("I cannot post here yet. I lack: %s.", all)},
		news.Line{Text: voice.Text("To give it: channel settings (the gear) > Permissions > add newsbell > allow %s. What waits for it then comes by itself.", all)})
	m.Text = &n
	return m
}
