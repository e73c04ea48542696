package bot

import (
	"strings"

	"newsbell/bot/setting"
	"newsbell/news"
)

// The names of the commands, as in Request.Command.
const (
	CmdSubscribe   = "subscribe"
	CmdUnsubscribe = "unsubscribe"
	CmdList        = "list"
	CmdPreview     = "preview"
	CmdSearch      = "search"
	CmdTop         = "top"
	CmdSummary     = "summary"
	CmdWhy         = "why"
	CmdDigestSet   = "digest set"
	CmdDigestList  = "digest list"
	CmdDigestNow   = "digest now"
	CmdDigestMore  = "digest more"
	CmdDigestOff   = "digest off"
	CmdFeedsAdd    = "feeds add"
	CmdFeedsRemove = "feeds remove"
	CmdFeedsList   = "feeds list"
	CmdQuiet       = "quiet"
	CmdMute        = "mute"
	CmdFollow      = "follow"
	CmdFewer       = "fewer"
	CmdForget      = "forget"
	CmdSettings    = "settings"
	CmdSet         = "set"
	CmdPause       = "pause"
	CmdResume      = "resume"
	CmdTest        = "test"
	CmdExport      = "export"
	CmdHelp        = "help"
)

// The names of the arguments, as in Request.Args.
const (
	ArgQuery        = "query"
	ArgWhen         = "when"
	ArgFrom         = "from"
	ArgSubscription = "subscription"
	ArgLink         = "link"
	ArgSchedule     = "schedule"
	ArgZone         = "zone"
	ArgAbout        = "about"
	ArgDigest       = "digest"
	ArgURL          = "url"
	ArgFeed         = "feed"
	ArgPage         = "page"
	ArgKey          = "key"
	ArgValue        = "value"
	ArgCommand      = "command"
	ArgHours        = "hours"
	ArgFor          = "for"
	ArgStory        = "story"
	ArgLength       = "length"
	ArgStyle        = "style"
)

// Commands is the vocabulary in the order in which help shows it. Everything
// in it works; what is not built yet is not listed.
func Commands() []Command {
	return append(append(readerCommands(), digestCommands()...), adminCommands()...)
}

func readerCommands() []Command {
	query := Arg{Name: ArgQuery, Help: "words, \"phrases\", OR, -without", Required: true}
	link := Arg{Name: ArgLink, Help: "the address of an article"}
	need := link
	need.Required = true
	page := Arg{Name: ArgPage, Keyword: "page", Help: "a page's number"}
	return []Command{
		{
			Name: CmdSubscribe, Help: "Ring this channel when news about your words comes in",
			Example: `subscribe ukraine "peace talks" when breaking from bbc.co.uk`,
			Args: []Arg{
				query,
				{Name: ArgWhen, Keyword: "when", Help: "when to ring: breaking, every or digest", Choices: modes()},
				{Name: ArgFrom, Keyword: "from", Help: "only this feed or site", Complete: true},
			},
		},
		{
			Name: CmdUnsubscribe, Help: "Stop a subscription", Example: "unsubscribe 2",
			Args: []Arg{{Name: ArgSubscription, Help: "its number or words from the list", Complete: true}},
		},
		{Name: CmdList, Help: "Show what this channel is subscribed to", Example: "list"},
		{
			Name: CmdPreview, Help: "Show what a subscription would have brought in the last week",
			Example: "preview ukraine talks", Args: []Arg{query},
		},
		{
			Name: CmdSearch, Help: "Search past articles, the newest first",
			Example: "search earthquake OR tsunami", Args: []Arg{query, page},
		},
		{
			Name: CmdTop, Help: "Show the most reported stories of the last 24 hours", Example: "top ukraine",
			Args: []Arg{{Name: ArgQuery, Help: "only stories about this"}, page},
		},
		{
			Name: CmdSummary, Help: "Summarise an article and its story",
			Example: "summary https://example.org/article", Args: []Arg{need},
		},
		{
			Name: CmdMute, Help: "Hear no more of a story here", Example: "mute https://example.org/article for 24h",
			Args: []Arg{link, {Name: ArgFor, Keyword: "for", Help: "how long, such as 24h or 3 days"}},
		},
		{
			Name: CmdFollow, Help: "Ring here for each development of a story", Example: "follow https://example.org/article",
			Args: []Arg{link, {Name: ArgFor, Keyword: "for", Help: "how long, such as 24h or 3 days"}},
		},
		{
			Name: CmdFewer, Help: "Ring less for stories like this one", Example: "fewer https://example.org/article",
			Args: []Arg{link, {Name: ArgFor, Keyword: "for", Help: "how long, such as 24h or 3 days"}},
		},
		{
			Name: CmdForget, Help: "Take back a mute, follow or fewer", Example: "forget 3",
			Args: []Arg{{Name: ArgStory, Help: "its number from the settings", Complete: true}},
		},
		{
			Name: CmdWhy, Help: "Explain why a story did or did not ring here",
			Example: "why https://example.org/article", Args: []Arg{link},
		},
	}
}

func digestCommands() []Command {
	return []Command{
		{
			Name: CmdDigestSet, Admin: true, Help: "Post a ranked list of the news on a schedule",
			Example: "digest daily at 09:00 in Europe/Berlin about ukraine",
			Args: []Arg{
				{Name: ArgSchedule, Help: "such as \"weekdays at 9am\"", Required: true, Complete: true},
				{Name: ArgZone, Keyword: "in", Help: "time zone or city", Complete: true},
				{Name: ArgAbout, Keyword: "about", Help: "only stories about this"},
				{Name: ArgLength, Keyword: "top", Help: "how many stories, 1 to 50"},
				{Name: ArgStyle, Keyword: "as", Help: "full, headlines or sections", Choices: styles()},
			},
		},
		{
			Name: CmdQuiet, Admin: true, Help: "Hold alerts in these hours, or off", Example: "quiet 22:00-07:00 in Europe/Berlin",
			Args: []Arg{
				{Name: ArgHours, Help: "such as 22:00-07:00, or off", Required: true, Complete: true},
				{Name: ArgZone, Keyword: "in", Help: "time zone or city", Complete: true},
			},
		},
		{Name: CmdDigestList, Help: "Show this channel's digests", Example: "digest list"},
		{Name: CmdDigestNow, Help: "Post now what came since the last digest; in a direct message, since you last looked", Example: "digest now"},
		{Name: CmdDigestMore, Help: "Show what the last digest left out", Example: "digest more"},
		{
			Name: CmdDigestOff, Admin: true, Help: "Stop a digest", Example: "digest off 1",
			Args: []Arg{{Name: ArgDigest, Help: "its number from the list", Complete: true}},
		},
	}
}

func adminCommands() []Command {
	return []Command{
		{
			Name: CmdFeedsAdd, Admin: true, Help: "Watch a site, or one of its feeds",
			Example: "feeds add example.org",
			Args:    []Arg{{Name: ArgURL, Help: "address of the site or feed", Required: true}},
		},
		{
			Name: CmdFeedsRemove, Admin: true, Help: "Stop watching a feed", Example: "feeds remove example.org",
			Args: []Arg{{Name: ArgFeed, Help: "its name, site or address", Required: true, Complete: true}},
		},
		{
			Name: CmdFeedsList, Help: "Show the watched feeds and how they are", Example: "feeds list 2",
			Args: []Arg{{Name: ArgPage, Help: "a page's number, or words to look for"}},
		},
		{Name: CmdSettings, Help: "Show this channel's settings", Example: "settings"},
		{
			Name: CmdSet, Admin: true, Help: "Change a setting of this channel",
			Example: "set zone Europe/Berlin",
			Args: []Arg{
				{Name: ArgKey, Help: "which setting", Required: true, Choices: setting.Keys()},
				{Name: ArgValue, Help: "its new value", Required: true, Complete: true},
			},
		},
		{Name: CmdPause, Admin: true, Help: "Post nothing here until resumed", Example: "pause"},
		{Name: CmdResume, Admin: true, Help: "Post here again", Example: "resume"},
		{Name: CmdTest, Help: "Post a sample alert: is it working here?", Example: "test"},
		{Name: CmdExport, Help: "Show this channel's rules as text that can be typed back", Example: "export"},
		{
			Name: CmdHelp, Help: "Show the commands, or one in detail", Example: "help subscribe",
			Args: []Arg{{Name: ArgCommand, Help: "which command", Complete: true}},
		},
	}
}

func modes() []string { return []string{"breaking", "every", "digest"} }

func styles() []string {
	return []string{string(news.Full), string(news.Headlines), string(news.Sections)}
}

// Typed is the command's name as people type it: "digest set" is "digest".
func (c Command) Typed() string {
	if c.Name == CmdDigestSet {
		return "digest"
	}
	return c.Name
}

// placeholder stands for the argument's value: its choices, or what it is.
func (a Arg) placeholder() string {
	switch {
	case len(a.Choices) > 0:
		return strings.Join(a.Choices, "|")
	case a.Name == ArgFrom:
		return "<site>"
	case a.Name == ArgAbout:
		return "<query>"
	default:
		return "<" + a.Name + ">"
	}
}

// usage is the command's form, such as "digest <schedule> [in <zone>]".
func (c Command) usage() string {
	words := []string{c.Typed()}
	for _, a := range c.Args {
		form := a.placeholder()
		if a.Keyword != "" {
			form = a.Keyword + " " + form
		}
		if !a.Required {
			form = "[" + form + "]"
		}
		words = append(words, form)
	}
	return strings.Join(words, " ")
}
