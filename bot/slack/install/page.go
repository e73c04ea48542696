package install

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"

	"newsbell/lang"
	"newsbell/news"
)

// A page is what a person sees at the end of an installation, in phrases.
type page struct {
	Title news.Phrase
	Lines []news.Phrase
	Code  []string // what can be typed, shown in fixed width
	Link  string
	Label news.Phrase // of the link
}

// spoken is a page and the language in which it is shown.
type spoken struct {
	page
	lang.Voice
}

const layout = `<!doctype html>
<html lang="{{.Tag}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Say .Title}}</title>
</head>
<body>
<main>
<h1>{{.Say .Title}}</h1>
{{range .Lines}}<p>{{$.Say .}}</p>
{{end}}{{range .Code}}<pre>{{.}}</pre>
{{end}}{{if .Link}}<p><a href="{{.Link}}">{{.Say .Label}}</a></p>
{{end}}</main>
</body>
</html>
`

// show writes a page in the language that the reader's browser asks for.
func (f *Flow) show(w http.ResponseWriter, r *http.Request, status int, p page) {
	voice := lang.In(lang.Accepted(r.Header.Get("Accept-Language")))
	t, err := template.New("page").Parse(layout)
	if err != nil {
		f.lg.Error("page not written", "err", err)
		http.Error(w, voice.Say(p.Title), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", voice.Tag())
	h.Set("Vary", "Accept-Language")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	if err := t.Execute(w, spoken{p, voice}); err != nil {
		f.lg.Info("page not written", "err", err)
	}
}

func say(format string, args ...any) news.Phrase { return news.Say(format, args...) }

func nothing() news.Phrase { return say("Nothing was installed") }

func donePage(in Installation) page {
	p := page{
		Title: say("newsbell is installed"),
		Lines: []news.Phrase{
			say("newsbell now works in the workspace %s.", in.Name),
			say("In a channel that should get news, type these two lines, the second with words that you care about:"),
		},
		Code: []string{"/invite @newsbell", "/news subscribe ukraine \"peace talks\""},
	}
	if in.App != "" {
		p.Link = "https://slack.com/app_redirect?" + url.Values{"app": {in.App}, "team": {in.Team}}.Encode()
		p.Label = say("Open newsbell in Slack")
	}
	return p
}

// again ends a page with the way to a new try.
func again(title news.Phrase, lines ...news.Phrase) page {
	return page{Title: title, Lines: lines, Link: PathInstall, Label: say("Start again")}
}

func cancelled(code string) page {
	if code == "access_denied" {
		return again(nothing(), say("You cancelled on Slack's page, and newsbell was given nothing."))
	}
	return again(nothing(), say("Slack did not allow the installation (%s).", shorten(code)),
		say("In some workspaces an admin must approve apps first."))
}

func stalePage() page {
	return again(say("This installation cannot go on"),
		say("It was begun in another browser, more than ten minutes ago, or is finished already. Nothing was changed by opening this page."))
}

func failedPage(err error) page {
	if errors.Is(err, errOrg) {
		return again(nothing(), say("newsbell can be installed in single workspaces only, not for a whole organisation. Choose one workspace on Slack's page."))
	}
	if errors.Is(err, errRotation) {
		return page{Title: nothing(), Lines: []news.Phrase{
			say("The app's settings on Slack have token rotation on, which newsbell does not support. Whoever operates newsbell must make the app anew from its manifest."),
		}}
	}
	r, named := errors.AsType[*refusalError](err)
	if !named {
		return again(nothing(), say("Slack did not answer as it should. Try again in some minutes."))
	}
	switch r.code {
	case "invalid_code", "code_already_used", "code_expired", "no_code":
		return stalePage()
	case "bad_redirect_uri", "invalid_client_id", "bad_client_secret":
		return page{Title: nothing(), Lines: []news.Phrase{
			say("newsbell's settings do not fit the app on Slack (%s). Whoever operates newsbell must mend http.public_url, slack.client_id or slack.client_secret.", r.code),
		}}
	}
	return again(nothing(), say("Slack refused the installation (%s).", shorten(r.code)))
}

func unkeptPage() page {
	return again(nothing(), say("Slack agreed, but newsbell could not keep it. Whoever operates newsbell finds the reason in its log."))
}
