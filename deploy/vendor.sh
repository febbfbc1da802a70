#!/usr/bin/env bash
# Brings the pinned front-end packages and copies what the pages use to portal/static/vendor, without source maps.
set -eu
cd "$(dirname "$0")/.."
target=portal/static/vendor

copy() { # copy FOLDER FILE…: drops the pointer to the source map, which is not there
    local folder=$target/$1 file
    shift
    mkdir -p "$folder"
    for file in "$@"; do
        sed 's|/[/*]# sourceMappingURL=.*$||' "node_modules/$file" >"$folder/$(basename "$file")"
    done
}

npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error
rm -rf "$target"
copy leaflet leaflet/dist/leaflet.{js,css} leaflet/LICENSE
mkdir -p "$target/leaflet/images"
cp node_modules/leaflet/dist/images/*.png "$target/leaflet/images/"
copy markercluster leaflet.markercluster/dist/{leaflet.markercluster.js,MarkerCluster.css,MarkerCluster.Default.css} \
    leaflet.markercluster/MIT-LICENCE.txt
copy geoman @geoman-io/leaflet-geoman-free/dist/leaflet-geoman.{min.js,css} @geoman-io/leaflet-geoman-free/LICENSE
copy echarts echarts/dist/echarts.common.min.js echarts/{LICENSE,NOTICE}
copy swagger swagger-ui-dist/{swagger-ui-bundle.js,swagger-ui.css,LICENSE,NOTICE}
