package install

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
)

// A page is what a person sees at the end of an installation.
type page struct {
	Title string
	Lines []string
	Code  []string // what can be typed, shown in fixed width
	Link  string
	Label string // of the link
}

const layout = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Title}}</title>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
{{range .Lines}}<p>{{.}}</p>
{{end}}{{range .Code}}<pre>{{.}}</pre>
{{end}}{{if .Link}}<p><a href="{{.Link}}">{{.Label}}</a></p>
{{end}}</main>
</body>
</html>
`

// show writes a page.
func (f *Flow) show(w http.ResponseWriter, status int, p page) {
	t, err := template.New("page").Parse(layout)
	if err != nil {
		f.lg.Error("page not written", "err", err)
		http.Error(w, p.Title, http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	if err := t.Execute(w, p); err != nil {
		f.lg.Info("page not written", "err", err)
	}
}

func donePage(in Installation) page {
	p := page{
		Title: "newsbell is installed",
		Lines: []string{
			"newsbell now works in the workspace " + in.Name + ".",
			"In a channel that should get news, type these two lines, the second with words that you care about:",
		},
		Code: []string{"/invite @newsbell", "/news subscribe ukraine \"peace talks\""},
	}
	if in.App != "" {
		p.Link = "https://slack.com/app_redirect?" + url.Values{"app": {in.App}, "team": {in.Team}}.Encode()
		p.Label = "Open newsbell in Slack"
	}
	return p
}

// again ends a page with the way to a new try.
func again(title string, lines ...string) page {
	return page{Title: title, Lines: lines, Link: PathInstall, Label: "Start again"}
}

func cancelled(code string) page {
	if code == "access_denied" {
		return again("Nothing was installed", "You cancelled on Slack's page, and newsbell was given nothing.")
	}
	return again("Nothing was installed", "Slack did not allow the installation ("+shorten(code)+").",
		"In some workspaces an admin must approve apps first.")
}

func stalePage() page {
	return again("This installation cannot go on",
		"It was begun in another browser, more than ten minutes ago, or is finished already. Nothing was changed by opening this page.")
}

func failedPage(err error) page {
	if errors.Is(err, errOrg) {
		return again("Nothing was installed", "newsbell can be installed in single workspaces only, not for a whole organisation. Choose one workspace on Slack's page.")
	}
	if errors.Is(err, errRotation) {
		return page{Title: "Nothing was installed", Lines: []string{
			"The app's settings on Slack have token rotation on, which newsbell does not support. Whoever operates newsbell must make the app anew from its manifest.",
		}}
	}
	r, named := errors.AsType[*refusalError](err)
	if !named {
		return again("Nothing was installed", "Slack did not answer as it should. Try again in some minutes.")
	}
	switch r.code {
	case "invalid_code", "code_already_used", "code_expired", "no_code":
		return stalePage()
	case "bad_redirect_uri", "invalid_client_id", "bad_client_secret":
		return page{Title: "Nothing was installed", Lines: []string{
			"newsbell's settings do not fit the app on Slack (" + r.code + "). Whoever operates newsbell must mend http.public_url, slack.client_id or slack.client_secret.",
		}}
	}
	return again("Nothing was installed", "Slack refused the installation ("+shorten(r.code)+").")
}

func unkeptPage() page {
	return again("Nothing was installed", "Slack agreed, but newsbell could not keep it. Whoever operates newsbell finds the reason in its log.")
}
