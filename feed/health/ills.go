package health

import "time"

// The codes that are found here, not in an answer.
const (
	Silent  = "silent"   // the feed answers, but it rests far longer than it ever does
	GivenUp = "given_up" // it was ill for so long that it is asked no more
	Anew    = "anew"     // it was published anew: what looked new was kept silent
)

// gone is the code for a server that says there will be no feed again.
const gone = "gone"

// How long an ill must have lasted before people are told.
const (
	lasting = time.Hour     // what seldom mends itself
	passing = 3 * time.Hour // what mostly does
)

// An Ill is a known one: what its code stands for, in words for people.
type Ill struct {
	Code   string
	Means  string        // what is wrong, as one sentence
	Advice string        // what to do about it
	After  time.Duration // how long it lasts before people are told; 0 means at once
	// Network ills may as well lie with our own network.
	Network bool
	// Page ills are those of an article's page; a feed cannot have them.
	Page bool
}

// Ills is the table of all known ills of feeds, grouped by where they arise.
func Ills() []Ill {
	const (
		wait    = "Nothing, if it passes. If it stays, tell the site, or take the feed off the list."
		replace = "Look for the feed's present address on the site and add that instead."
	)
	return []Ill{
		{Code: "bad_address", After: lasting, Means: "The address is not one that can be read.", Advice: "Add the feed again with its full address, beginning with https://."},
		{Code: "private_address", After: lasting, Means: "The address leads into a private network or to a closed port, which is not read.", Advice: "Use a public address. The operator can allow private ones in the configuration file."},
		{Code: "dns", After: passing, Network: true, Means: "The host name does not exist.", Advice: "Check the spelling; if the site has a new name, add the feed from there."},
		{Code: "connect", After: passing, Network: true, Means: "Nobody answers at the address.", Advice: wait},
		{Code: "certificate", After: lasting, Network: true, Means: "The site's certificate is not valid, so that nobody can tell who answers.", Advice: "The site must renew it. A site that has no https may have the feed at an http:// address."},
		{Code: "timeout", After: passing, Network: true, Means: "The site is too slow to answer.", Advice: wait},
		{Code: "broken", After: passing, Network: true, Means: "The answer breaks off or is no web answer at all.", Advice: wait},
		{Code: "redirects", After: lasting, Means: "The address redirects in circles or to nowhere.", Advice: replace},
		{Code: "too_large", After: lasting, Means: "The answer is larger than a feed can be.", Advice: "Look for a feed of the site with fewer articles, such as one of a section."},
		{Code: "bomb", After: lasting, Means: "The answer unpacks to far more than it should.", Advice: "Take the feed off the list unless you trust the site."},
		{Code: "bad_packing", After: lasting, Means: "The answer is packed in a way that cannot be unpacked.", Advice: wait},
		{Code: gone, Means: "The site says that the feed is gone for good.", Advice: replace},
		{Code: "not_found", After: lasting, Means: "There is nothing at the address any more.", Advice: replace},
		{Code: "denied", After: lasting, Means: "The site refuses to give the feed to automatic readers.", Advice: "Ask the site to let newsbell in, or look for another feed of it."},
		{Code: "too_often", After: passing, Means: "The site asks for fewer requests; it is asked more seldom now.", Advice: "Nothing, if it passes. If the operator set an exact poll time for the feed, make it longer."},
		{Code: "server", After: passing, Means: "The site's server is in trouble.", Advice: wait},
		{Code: "status", After: lasting, Means: "The site answers in a way that feeds do not.", Advice: replace},

		{Code: "empty", After: lasting, Means: "The address gives an empty answer.", Advice: wait},
		{Code: "not_a_feed", After: lasting, Means: "The address gives a web page, not a feed.", Advice: replace},
		{Code: "malformed", After: lasting, Means: "The feed is so damaged that no article can be read.", Advice: "Tell the site; a feed validator shows what is wrong."},
		{Code: "unreadable", After: lasting, Means: "The feed breaks the reading of it.", Advice: "Tell the operator: this is a fault of newsbell."},
		{Code: "login", Means: "The feed's address now leads to a login page.", Advice: "If the site offers a feed without a login, add that instead."},

		{Code: "robots", Page: true, Means: "The site asks robots to leave the article's page alone.", Advice: "Nothing: the article is told as its feed tells it."},
		{Code: "not_html", Page: true, Means: "The article's address gives no web page.", Advice: "Nothing: the article is told as its feed tells it."},

		{Code: Silent, Means: "The feed answers, but it brings nothing new for far longer than it usually rests.", Advice: "See whether the site still publishes; many sites move to a new feed and leave the old one standing."},
		{Code: GivenUp, Means: "The feed could not be read for a week, so it is not asked any more.", Advice: "Add it again once it works, or look for its present address on the site."},
		{Code: Anew, Means: "The feed was published anew: nearly all its articles looked new at once, so they were kept silent.", Advice: "Nothing: what comes next is news again."},
	}
}

// Lookup gives a known ill. One that is not known is treated as lasting.
func Lookup(code string) (Ill, bool) {
	for _, i := range Ills() {
		if i.Code == code {
			return i, true
		}
	}
	return Ill{Code: code, After: lasting, Means: "The feed cannot be read.", Advice: "Look at the feed in a browser."}, false
}
