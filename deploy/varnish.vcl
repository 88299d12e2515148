vcl 4.1;

# A cache before the hub. It keeps what the hub says may be kept (`CDN_SECONDS`), answers from what it has while the hub
# does not, and drops what the hub tells it to.

backend default {
    .host = "127.0.0.1";
    .port = "8080";
}

acl hub {
    "localhost";
    "10.0.0.0"/8;
    "172.16.0.0"/12;
    "192.168.0.0"/16;
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # Varnish adds who asks to X-Forwarded-For: with a comma in it, somebody else stands between.
        if (client.ip !~ hub || req.http.X-Forwarded-For ~ ",") {
            return (synth(405));
        }
        return (purge);
    }
    # Who is signed in, and who sends something, is answered by the hub alone.
    if ((req.method != "GET" && req.method != "HEAD") || req.http.Cookie ~ "(sessionid|messages)=" || req.http.Authorization) {
        return (pass);
    }
    unset req.http.Cookie;
    set req.url = regsuball(req.url, "([?&])(utm_[a-z]+|fbclid|gclid|mc_[a-z]+)=[^&]*", "\1");
    set req.url = regsub(regsuball(req.url, "&&+", "&"), "[?&]+$", "");
}

sub vcl_backend_response {
    set beresp.grace = 10m;
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
}
