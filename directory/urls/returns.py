"""The monitoring returns of one prison, below /my-prison/<code>/returns/."""

from django.urls import path

from directory.views import returns

app_name = "returns"

RETURN = "<slug:scheme>/<int:year>/"

urlpatterns = [
    path("", returns.ReturnsView.as_view(), name="index"),
    path(RETURN, returns.OverviewView.as_view(), name="overview"),
    path(f"{RETURN}part/<slug:section>/", returns.SectionView.as_view(), name="section"),
    path(f"{RETURN}check/", returns.CheckView.as_view(), name="check"),
    path(f"{RETURN}send/", returns.SendView.as_view(), name="send"),
    path(f"{RETURN}receipt/", returns.ReceiptView.as_view(), name="receipt"),
    path(f"{RETURN}messages/", returns.MessageView.as_view(), name="messages"),
    path(f"{RETURN}return.csv", returns.TableView.as_view(), name="table"),
    path(f"{RETURN}upload/", returns.UploadView.as_view(), name="upload"),
]
