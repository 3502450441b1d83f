# Builds from source and runs as a user without rights, on one volume.
FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -q -DskipTests -P '!checked,release' package \
    && mkdir /posthaste \
    && tar -xzf mail-app/target/posthaste-*.tar.gz -C /posthaste --strip-components=1

FROM eclipse-temurin:17-jre
RUN groupadd --system --gid 2525 posthaste \
    && useradd --system --uid 2525 --gid posthaste --home-dir /var/lib/posthaste --shell /usr/sbin/nologin posthaste \
    && install -d -o posthaste -g posthaste -m 0700 /var/lib/posthaste
COPY --from=build /posthaste /opt/posthaste
# The archive of loaded classes belongs to this Java: made here, so that every start is fast.
RUN ln -s /opt/posthaste/posthaste /usr/local/bin/posthaste && POSTHASTE_PREPARE=1 posthaste --version
USER posthaste
ENV POSTHASTE_DATA=/var/lib/posthaste/data
VOLUME /var/lib/posthaste
EXPOSE 25 80 110 143 443 465 587 993 995
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["posthaste", "status"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["posthaste"]
CMD ["serve"]
