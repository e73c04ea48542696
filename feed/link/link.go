// Package link compares and shortens web addresses: part of stage 1, for
// package feed, which identifies articles by them, and feed/page, which reads
// them from pages. It is pure: nothing is fetched.
package link

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// Canonical gives an address without tracking parameters, without the AMP and
// mobile forms and out of the redirectors that carry their target in the
// query. It is still an address that can be opened. What is not an http or
// https address comes back as "".
func Canonical(raw string) string {
	u := parse(raw)
	if u == nil {
		return ""
	}
	return u.String()
}

// Key gives one text for all the addresses under which one page is commonly
// linked: scheme, www., the order of parameters, index pages and a final slash
// do not count. It is for comparing, not for opening; "" for what is not an
// http or https address.
func Key(raw string) string {
	u := parse(raw)
	if u == nil {
		return ""
	}
	host := strings.TrimPrefix(u.Host, "www.")
	p := u.EscapedPath()
	if name := path.Base(p); strings.HasPrefix(name, "index.") || strings.HasPrefix(name, "default.") {
		p = strings.TrimSuffix(p, name)
	}
	key := host + strings.TrimRight(p, "/")
	if u.RawQuery != "" {
		params := strings.Split(u.RawQuery, "&")
		slices.Sort(params)
		key += "?" + strings.Join(params, "&")
	}
	if u.Fragment != "" {
		key += "#" + u.Fragment
	}
	return key
}

// Host gives an address's host without "www." and without its port.
func Host(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// rounds is how often an address is read again: enough for the redirectors in
// redirectors and repeated AMP marks that occur.
const rounds = 16

// parse reads an address and takes everything out of it that does not name
// the page, again and again until nothing changes, so that the result read
// anew is itself. Nil is what is no address, and what never comes to rest.
func parse(raw string) *url.URL {
	for range rounds {
		raw = strings.TrimSpace(raw)
		u, err := url.Parse(raw)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" {
			return nil
		}
		next := wrapped(u)
		if next == "" {
			if strip(u); strings.HasPrefix(u.Host, ":") || u.Host == "" {
				return nil
			}
			next = u.String()
		}
		if next == raw {
			return u
		}
		raw = next
	}
	return nil
}

// wrapped gives the target that a redirector carries in its address.
func wrapped(u *url.URL) string {
	q := u.Query()
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	param := ""
	switch {
	case host == "google.com" && u.Path == "/url":
		param = first(q.Get("q"), q.Get("url"))
	case host == "news.url.google.com" && u.Path == "/url", strings.HasSuffix(host, ".safelinks.protection.outlook.com"):
		param = q.Get("url")
	case (host == "l.facebook.com" || host == "lm.facebook.com") && u.Path == "/l.php":
		param = q.Get("u")
	case host == "t.umblr.com" && u.Path == "/redirect":
		param = q.Get("z")
	case host == "out.reddit.com":
		param = q.Get("url")
	case strings.HasSuffix(host, ".cdn.ampproject.org"), host == "google.com" && strings.HasPrefix(u.Path, "/amp/"):
		return ampTarget(u)
	}
	if strings.HasPrefix(param, "http://") || strings.HasPrefix(param, "https://") {
		return param
	}
	return ""
}

// ampTarget reads /c/s/example.org/page, /v/s/… and google.com/amp/s/….
func ampTarget(u *url.URL) string {
	rest := u.EscapedPath()
	for _, kind := range []string{"/amp/", "/c/", "/v/", "/wp/"} {
		if after, ok := strings.CutPrefix(rest, kind); ok {
			scheme := "http://"
			if secure, ok := strings.CutPrefix(after, "s/"); ok {
				scheme, after = "https://", secure
			}
			if u.RawQuery != "" {
				after += "?" + u.RawQuery
			}
			return scheme + after
		}
	}
	return ""
}

// strip normalises an address in place.
func strip(u *url.URL) {
	u.Host = host(u)
	u.User = nil
	if !strings.HasPrefix(u.Fragment, "!") && !strings.HasPrefix(u.Fragment, "/") {
		u.Fragment, u.RawFragment = "", ""
	}
	u.RawQuery, u.ForceQuery = query(u), false
	p := u.EscapedPath()
	switch {
	case strings.HasSuffix(p, "/amp"), strings.HasSuffix(p, "/amp/"):
		p = strings.TrimSuffix(strings.TrimSuffix(p, "/"), "amp")
	case strings.HasSuffix(p, ".amp.html"):
		p = strings.TrimSuffix(p, ".amp.html") + ".html"
	case strings.HasSuffix(p, ".amp"):
		p = strings.TrimSuffix(p, ".amp")
	case strings.HasPrefix(p, "/amp/") && len(p) > len("/amp/"):
		p = p[len("/amp"):]
	}
	if plain, err := url.PathUnescape(p); err == nil {
		u.Path, u.RawPath = plain, p
	}
}

// host is in lower case, without a default port, in its desktop form.
func host(u *url.URL) string {
	name, port := strings.ToLower(strings.TrimRight(u.Hostname(), ".")), u.Port()
	for _, prefix := range []string{"m.", "mobile.", "amp."} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && strings.Contains(rest, ".") {
			name = "www." + rest
		}
	}
	name = strings.Replace(name, ".m.wikipedia.", ".wikipedia.", 1)
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if port == "" || port == "80" && u.Scheme == "http" || port == "443" && u.Scheme == "https" {
		return name
	}
	return name + ":" + port
}

// query keeps the parameters, in their order, that are not known to track.
func query(u *url.URL) string {
	if u.RawQuery == "" {
		return ""
	}
	var kept []string
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		pair = strings.TrimSpace(pair)
		name, v, _ := strings.Cut(pair, "=")
		if pair != "" && !tracks(strings.ToLower(name), v, u.Hostname()) {
			kept = append(kept, pair)
		}
	}
	return strings.ReplaceAll(strings.Join(kept, "&"), " ", "%20")
}

// tracks says whether a parameter only tells where a reader came from.
func tracks(name, v, host string) bool {
	for _, prefix := range []string{"utm_", "mtm_", "pk_", "at_", "ns_", "hsa_", "stm_", "__hs", "_hs", "ic_", "wt."} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", "igsh", "mc_cid", "mc_eid",
		"_openstat", "mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id", "vero_conv", "s_cid", "s_kwcid", "ef_id", "epik", "gs_l",
		"cmp", "cmpid", "cmp_id", "ocid", "smid", "smtyp", "ito", "partner", "ncid", "xtor", "wt_mc", "wtmc", "srnd", "sref", "syn-25a6b1a6",
		"__twitter_impression", "usqp", "amp_js_v", "amp_gsa", "ftag", "guccounter", "guce_referrer", "guce_referrer_sig", "rss", "feedtype":
		return true
	case "amp", "outputtype":
		return v == "" || v == "1" || v == "true" || v == "amp"
	case "source", "src", "from", "ref", "referrer", "via":
		v = strings.ToLower(v)
		return v == "rss" || v == "feed" || v == "atom" || v != "" && strings.Contains(host, v)
	default:
		return false
	}
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
