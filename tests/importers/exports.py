"""Made-up exports in the shape of the platforms' own."""

from kpi_excel.importers.convert import Taken, TakenRow, convert
from kpi_excel.importers.files import ExportFile
from kpi_excel.importers.format import formats
from kpi_excel.importers.grids import read_grids
from kpi_excel.importers.recognise import Block, find_blocks

INSTAGRAM = (
    '"Post ID","Account ID","Account username","Account name",Description,"Duration (sec)","Publish time",Permalink,'
    '"Post type","Data comment",Date,Views,Reach,Likes,Shares,Follows,Comments,Saves\n'
    '17900000000000001,178414,senja.coffee,Senja,"Es kopi\nbaru, hari ini",0,"07/21/2026 16:45",'
    "https://www.instagram.com/p/AAA/,IG carousel,,Lifetime,1784,685,91,2,1,0,11\n"
    '17900000000000002,178414,senja.coffee,Senja,Kolaborasi,12,"07/05/2026 08:10",'
    "https://www.instagram.com/reel/BBB/,IG reel,,Lifetime,15715,,16,1,,0,0\n"
)
FACEBOOK_DAILY = (
    'sep=,\n"Facebook reach"\n"Date","Primary"\n"2026-07-01T00:00:00","5"\n"2026-07-02T00:00:00","7"\n\n'
    '"Instagram reach"\n"Date","Primary"\n"2026-07-01T00:00:00","11"\n'
)
TIKTOK = (
    '"Time","Video title","Video link","Post time","Total likes","Total comments","Total shares","Total views"\n'
    '"February 28","Latte art","https://www.tiktok.com/@senja.coffee/video/7527623000473079054","July 16","533","32",'
    '"16","191265"\n'
)
YOUTUBE = (
    "Content,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,Impressions,"
    "Impressions click-through rate (%)\n"
    "Total,,,,51075,4046.5,1576,748855,3.06\n"
    '" -x0ytsHc1kk",Latte,"Dec 18, 2025",4197,4632,354.5,36,37864,4.59\n'
    "Showing top 500 results,,,,,,,,\n"
)
_LINK = "https://www.linkedin.com/feed/update/urn:li:activity:7407682070921207808"
LINKEDIN = (
    "Engagement metrics for individual posts.\n"
    "Post title,Post link,Post type,Campaign name,Posted by,Created date,Campaign start date,Campaign end date,"
    "Audience,Impressions,Views,Offsite Views,Clicks,Click through rate (CTR),Likes,Comments,Reposts,Follows,"
    "Engagement rate,Content Type\n"
    f"Hi,{_LINK},Organic,,A,07/19/2026,,,All,637,,0,94,0.15,16,0,2,,0.18,Image\n"
    f"Hi,{_LINK},Sponsored,July,A,07/19/2026,,,All,400,,0,9,0.02,1,0,0,,0.03,Image\n"
    f"Hi,{_LINK},Total,,A,07/19/2026,,,All,1037,,0,103,0.1,17,0,2,,0.12,Image\n"
)
GOOGLE_ADS = (
    'Campaign report\n"July 8, 2026 - July 31, 2026"\n'
    "Campaign status,Campaign,Budget,Currency code,Impr.,Clicks,Cost,Conversions\n"
    'Enabled,Video,5000.00,INR,"25,881"," --",1661.67,0.00\n'
    'Total: Campaigns,,,INR,"25,881",0,1661.67,0.00\n'
)
META_ADS = (
    "Account name,Region,Month,Reach,Impressions,Frequency,Currency,Amount spent (UAH),Reporting starts,"
    "Reporting ends\n"
    ",,,100,1000,2.6,UAH,30.5,2026-04-01,2026-05-31\n"
    "Senja,Bali,2026-05-01 - 2026-05-31,40,400,1.3,UAH,10.5,2026-04-01,2026-05-31\n"
    "Senja,Java,2026-05-01 - 2026-05-31,50,600,1.3,UAH,20,2026-04-01,2026-05-31\n"
)
GA4 = (
    "# ----------------------------------------\n# Sessions\n# Start date: 20260701\n# End date: 20260702\n"
    "# ----------------------------------------\n\nNth day,Sessions,Total users\n0000,12,10\n0001,8,8\n"
)


def blocks(text: str, name: str = "a.csv") -> list[Block]:
    known = [declared for declared in formats().values() if declared.is_recognised]
    return [
        block for grid in read_grids(ExportFile(name, "", text.encode())) for block in find_blocks(grid, name, known)
    ]


def taken(text: str, name: str = "a.csv") -> list[Taken]:
    """Convert every table of a file by the one format that it is of, and by what else its rows fill."""
    found = []
    for block in blocks(text, name):
        (declared,) = block.formats
        found += [convert(block, each) for each in (declared, *([formats()[declared.also]] if declared.also else []))]
    return found


def cells(row: TakenRow, *names: str) -> list[object]:
    return [row.cells.get(name) for name in names]
