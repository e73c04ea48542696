package discover

import (
	"net/url"
	"regexp"
	"strings"

	"newsbell/feed/link"
)

// youTubeFeeds is where YouTube serves the feeds of its channels and playlists.
const youTubeFeeds = "https://www.youtube.com/feeds/videos.xml?"

// known gives the feeds of sites whose addresses follow a rule.
func known(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	host := strings.TrimPrefix(link.Host(address), "m.")
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	root := u.Scheme + "://" + u.Host
	switch {
	case host == "youtube.com" && len(parts) >= 2 && parts[0] == "channel":
		return []string{youTubeFeeds + "channel_id=" + url.QueryEscape(parts[1])}
	case host == "youtube.com" && u.Query().Get("list") != "":
		return []string{youTubeFeeds + "playlist_id=" + url.QueryEscape(u.Query().Get("list"))}
	case host == "youtube.com":
		return nil
	case host == "github.com" && len(parts) >= 2:
		return []string{root + "/" + parts[0] + "/" + parts[1] + "/releases.atom"}
	case host == "reddit.com" && len(parts) >= 2 && parts[0] == "r":
		return []string{root + "/r/" + parts[1] + "/.rss"}
	case strings.Contains(host, ".blogspot."):
		return []string{root + "/feeds/posts/default"}
	case host == "medium.com" && parts[0] != "":
		return []string{root + "/feed/" + parts[0]}
	case strings.HasSuffix(host, ".substack.com"), strings.HasSuffix(host, ".wordpress.com"):
		return []string{root + "/feed"}
	case len(parts) == 1 && regexp.MustCompile(`^@[\w.]+$`).MatchString(parts[0]):
		return []string{root + "/" + parts[0] + ".rss"} // Mastodon
	default:
		return nil
	}
}

func onYouTube(address string) bool {
	host := link.Host(address)
	return host == "youtube.com" || strings.HasSuffix(host, ".youtube.com")
}

// channelIn finds the channel that a page of YouTube belongs to, in the data
// that the page carries for its own scripts.
func channelIn(doc []byte) []string {
	m := regexp.MustCompile(`(?:"externalId":"|"channelId":"|/channel/)(UC[\w-]{22})\b`).FindSubmatch(doc)
	if m == nil {
		return nil
	}
	return []string{youTubeFeeds + "channel_id=" + string(m[1])}
}

// common gives the paths at which feeds often lie: WordPress, Blogger, and what
// other programs use, below the page's own folder and the site's root.
func common(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	root := u.Scheme + "://" + u.Host
	var out []string
	if folder := strings.Trim(u.Path, "/"); folder != "" && !strings.Contains(folder, ".") {
		out = append(out, root+"/"+folder+"/feed/")
	}
	for _, p := range []string{"/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss", "/feeds/posts/default", "/rss/feed.xml", "/feed.json"} {
		out = append(out, root+p)
	}
	return out
}
