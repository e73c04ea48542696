package block

// These are for the tests outside the package.

// Picture gives an image's address when it may be shown.
func Picture(s string) string { return picture(s) }

// Literal escapes text for a field that Slack parses.
func Literal(s string) string { return literal(s) }
