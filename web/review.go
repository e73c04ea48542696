package web

import (
	"errors"
	"net/http"
	"strconv"

	"newsbell/news"
)

// review takes the operator's decision about a delivery and shows the status
// page again.
func review(o Options) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		id, err := strconv.ParseInt(req.PostFormValue("delivery"), 10, 64)
		do := req.PostFormValue("do")
		if err != nil || do != "post" && do != "drop" {
			http.Error(w, "name a delivery, and post or drop", http.StatusBadRequest)
			return
		}
		err = o.Review(req.Context(), news.DeliveryID(id), do == "post")
		var fault *news.Error
		switch {
		case errors.As(err, &fault):
			http.Error(w, fault.Message, http.StatusConflict)
		case err != nil:
			o.Log.ErrorContext(req.Context(), "settle delivery", "delivery", id, "err", err)
			http.Error(w, "that could not be done now; the log says why", http.StatusInternalServerError)
		default:
			http.Redirect(w, req, "/", http.StatusSeeOther)
		}
	})
}
