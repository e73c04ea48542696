package page

import "newsbell/feed/mend"

// Decode gives a page in UTF-8. contentType is the HTTP header, "" when not
// known.
func Decode(body []byte, contentType string) []byte { return mend.HTML(body, contentType) }
